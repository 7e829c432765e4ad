import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { type AskForFile, downloadFile } from './download-file.ts';
import { TestServer } from './testing/test-server.ts';
import { uploadFiles } from './upload-files.ts';

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
let server: TestServer;
let dir: string;
const stored = new Map<string, Buffer>();

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-sdk-'));
  stored.clear();
  server = await new TestServer({
    missingBlobs: ({ body }) => {
      const { sha256: asked } = JSON.parse(String(body)) as { sha256: string[] };
      return { missing: asked.filter((one) => !stored.has(one)) };
    },
    putBlob: ({ params, body, headers }) => {
      expect(headers['content-type']).toBe('application/octet-stream');
      const found = sha256(body);
      if (found !== params.sha256) throw new Fault('HashMismatch', { found, expected: params.sha256 as string });
      stored.set(found, body);
      return { sha256: found, bytes: body.byteLength };
    },
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

const client = () => createClient({ url: server.url, token: server.token });
const puts = () => server.seen.filter(({ name }) => name === 'putBlob').length;

describe('uploadFiles', () => {
  test('sends what is missing, once, and says what each file is', async () => {
    const script = join(dir, 'train.sh');
    await writeFile(script, '#!/bin/sh\n');
    await chmod(script, 0o755);
    const large = Buffer.alloc(3_000_000, 'x');
    await writeFile(join(dir, 'large'), large);
    stored.set(sha256('here already'), Buffer.from('here already'));
    const files = [
      { path: 'bin/train.sh', source: script },
      { path: 'data/large', source: join(dir, 'large') },
      { path: 'data/again', source: Buffer.from(large) },
      { path: 'known', source: Buffer.from('here already'), executable: true },
    ];
    expect(await uploadFiles(client(), files)).toEqual([
      { path: 'bin/train.sh', sha256: sha256('#!/bin/sh\n'), executable: true },
      { path: 'data/large', sha256: sha256(large), executable: false },
      { path: 'data/again', sha256: sha256(large), executable: false },
      { path: 'known', sha256: sha256('here already'), executable: true },
    ]);
    expect(puts()).toBe(2);
    await uploadFiles(client(), files);
    expect(puts()).toBe(2);
    expect(server.seen.filter(({ name }) => name === 'missingBlobs')).toHaveLength(2);
  });

  test('after a cut sends the rest', async () => {
    const files = Array.from({ length: 9 }, (_, at) => ({ path: `f${at}`, source: Buffer.from(`content ${at}`) }));
    const put = server.handlers.putBlob;
    server.handlers.putBlob = (call) => {
      if (stored.size === 3) throw new Fault('ShuttingDown');
      return put?.(call);
    };
    await expect(uploadFiles(client(), files)).rejects.toMatchObject({ code: 'ShuttingDown' });
    server.handlers.putBlob = put as NonNullable<typeof put>;
    const told: string[] = [];
    await uploadFiles(client(), files, ({ phase, files: done, ofFiles }) => told.push(`${phase} ${done}/${ofFiles}`));
    expect(stored.size).toBe(9);
    // Three were there, and perhaps what was on its way when the fourth was refused.
    expect(told.at(-1)).toMatch(/^sending ([1-6])\/\1$/);
    expect(told).toContain('reading 9/9');
  });

  test('a file that changes meanwhile is refused by name', async () => {
    const file = join(dir, 'log.txt');
    await writeFile(file, 'one');
    server.handlers.missingBlobs = async ({ body }) => {
      await writeFile(file, 'another');
      return { missing: (JSON.parse(String(body)) as { sha256: string[] }).sha256 };
    };
    await expect(uploadFiles(client(), [{ path: 'log.txt', source: file }])).rejects.toMatchObject({
      code: 'FileChanged',
      params: { path: 'log.txt' },
    });
  });

  test('at most four at once', async () => {
    let now = 0;
    let most = 0;
    server.handlers.putBlob = async ({ params }) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return { sha256: params.sha256, bytes: 1 };
    };
    const files = Array.from({ length: 40 }, (_, at) => ({ path: `f${at}`, source: Buffer.from(`content ${at}`) }));
    expect(await uploadFiles(client(), files)).toHaveLength(40);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('a file that is not there is an error that names it', async () => {
    const files = [{ path: 'a', source: join(dir, 'absent') }];
    await expect(uploadFiles(client(), files)).rejects.toThrow('absent');
  });
});

describe('downloadFile', () => {
  const content = Buffer.from(Array.from({ length: 50_000 }, (_, at) => at % 251));
  const params = { workspace: 'w', name: 'shelf' };
  const ask: AskForFile = (options) =>
    client().bytes('getFileServerFile', { params, query: { path: 'model.bin' } }, options);
  const tagOf = (bytes: Uint8Array) => `"${sha256(Buffer.from(bytes))}"`;

  test('goes on where a part of the same file ends, and leaves nothing but the file', async () => {
    server.handlers.getFileServerFile = () => content;
    const target = join(dir, 'deep', 'model.bin');
    expect(await downloadFile(ask, target)).toEqual({ bytes: content.byteLength, sha256: sha256(content) });
    expect((await readFile(target)).equals(content)).toBe(true);
    await writeFile(`${target}.part`, content.subarray(0, 20_000));
    await writeFile(`${target}.part.tag`, tagOf(content));
    await downloadFile(ask, target);
    expect(server.seen.at(-1)?.headers.range).toBe('bytes=20000-');
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(await readdir(join(dir, 'deep'))).toEqual(['model.bin']);
  });

  test('begins anew where the part is of another file, of nobody knows which, or longer than the file', async () => {
    server.handlers.getFileServerFile = () => content;
    const target = join(dir, 'model.bin');
    for (const [part, tag] of [
      [Buffer.alloc(20_000), tagOf(Buffer.alloc(3))],
      [Buffer.alloc(20_000), undefined],
      [Buffer.alloc(60_000), tagOf(content)],
      [content, tagOf(content)],
    ] as const) {
      await writeFile(`${target}.part`, part);
      if (tag !== undefined) await writeFile(`${target}.part.tag`, tag);
      await downloadFile(ask, target);
      expect((await readFile(target)).equals(content)).toBe(true);
      expect(await readdir(dir)).toEqual(['model.bin']);
    }
  });

  test('bytes that are not what the server says are refused and kept nowhere', async () => {
    server.handlers.getFileServerFile = () => content;
    const target = join(dir, 'model.bin');
    await writeFile(`${target}.part`, Buffer.alloc(20_000));
    await writeFile(`${target}.part.tag`, tagOf(content));
    await expect(downloadFile(ask, target)).rejects.toMatchObject({ code: 'HashMismatch' });
    expect(await readdir(dir)).toEqual([]);
  });

  test('an empty file is a file', async () => {
    server.handlers.getFileServerFile = () => Buffer.alloc(0);
    await downloadFile(ask, join(dir, 'empty'));
    expect(await readFile(join(dir, 'empty'), 'utf8')).toBe('');
  });
});
