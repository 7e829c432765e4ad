import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesText } from '../../output/bytes-text.ts';
import { experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../../testing/world.ts';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
let server: TestServer;
let dir: string;
const stored = new Map<string, string>();
const limits = { files: 2_000, bytes: 1_000 };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-workdir-'));
  stored.clear();
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    getCodeLimits: () => limits,
    missingBlobs: ({ body }) => {
      const { sha256: asked } = JSON.parse(String(body)) as { sha256: string[] };
      return { missing: asked.filter((one) => !stored.has(one)) };
    },
    putBlob: ({ params, body }) => {
      stored.set(params.sha256 as string, String(body));
      return { sha256: params.sha256, bytes: body.byteLength };
    },
    submitJob: ({ body }) => jobNamed((JSON.parse(String(body)) as { name: string }).name),
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

async function lay(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

/** `job submit` with a body from stdin, which here is a file. */
async function submit(body: object, workdir = join(dir, 'code'), ...more: string[]) {
  const file = join(dir, 'job.json');
  await writeFile(file, JSON.stringify(body));
  return runHere(server, ['job', 'submit', 'train', '-f', file, '--workdir', workdir, '-o', 'json', ...more]);
}

const submitted = () => {
  const last = server.seen.findLast(({ name }) => name === 'submitJob');
  return last ? (JSON.parse(String(last.body)) as { files: object[] }).files : undefined;
};

describe('job submit --workdir', () => {
  test('ships what git would, with its bits, beside the files of the body', async () => {
    await lay({
      'code/.gitignore': '*.ckpt\n',
      'code/.git/HEAD': 'ref',
      'code/train.py': 'train',
      'code/run.sh': '#!/bin/sh',
      'code/big.ckpt': 'x'.repeat(5_000),
      'code/lib/again.py': 'train',
    });
    await chmod(join(dir, 'code/run.sh'), 0o755);
    const own = { path: 'settings.json', text: '{}' };
    const done = await submit({ files: [own] });
    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('4 files of') });
    expect(submitted()).toEqual([
      own,
      { path: '.gitignore', sha256: sha256('*.ckpt\n'), executable: false },
      { path: 'lib/again.py', sha256: sha256('train'), executable: false },
      { path: 'run.sh', sha256: sha256('#!/bin/sh'), executable: true },
      { path: 'train.py', sha256: sha256('train'), executable: false },
    ]);
    expect(stored.size).toBe(3);
    const again = await submit({});
    expect(again.stderr).toContain('sent 0 bytes');
    expect(server.seen.filter(({ name }) => name === 'putBlob')).toHaveLength(3);
  });

  test('follows links within the directory and no other', async () => {
    await lay({
      'code/shared/a.py': 'a',
      'code/lib/b.py': 'b',
      'outside.txt': 'secret',
      'code/.trainyardignore': 'left-out\n',
    });
    const link = (path: string, target: string) => symlink(target, join(dir, 'code', path));
    await link('a.py', 'shared/a.py');
    await link('again', 'shared');
    await link('left-out', '/etc');
    expect((await submit({})).code).toBe(0);
    expect(submitted()?.map((file) => (file as { path: string }).path)).toEqual([
      '.trainyardignore',
      'a.py',
      'again/a.py',
      'lib/b.py',
      'shared/a.py',
    ]);
    for (const [path, target, words] of [
      ['out', '../outside.txt', 'leads out of the directory'],
      ['out', '/etc/passwd', 'leads out of the directory'],
      ['out', 'nowhere', 'leads nowhere'],
      ['lib/up', '..', 'a directory that holds it'],
      ['lib/self', '.', 'a directory that holds it'],
    ] as const) {
      await link(path, target);
      expect(await submit({})).toMatchObject({ code: 2, stderr: expect.stringContaining(`${path} is a link`) });
      expect((await submit({})).stderr).toContain(words);
      await rm(join(dir, 'code', path));
    }
    expect([...stored.values()]).not.toContain('secret');
  });

  test('honours what stands above it in its repository, unless that leaves out all of it', async () => {
    await lay({
      '.gitignore': '*.pyc\nbuilt/\n',
      'code/a.py': 'a',
      'code/a.pyc': 'b',
      'built/b.pyc': 'c',
      'built/c.py': 'd',
    });
    const paths = () => submitted()?.map((file) => (file as { path: string }).path);
    await submit({});
    expect(paths()).toEqual(['a.py', 'a.pyc']);
    execFileSync('git', ['init', '-q', dir], { env: { PATH: process.env.PATH, HOME: dir } });
    await submit({});
    expect(paths()).toEqual(['a.py']);
    await submit({}, join(dir, 'built'));
    expect(paths()).toEqual(['b.pyc', 'c.py']);
  });

  test.each([
    [{ files: [{ path: 'a/b.py', text: '' }] }, 'a/b.py'],
    [{ files: [{ path: './a//b.py', text: '' }] }, 'a/b.py'],
    [{ files: [{ path: 'a', text: '' }] }, 'a'],
    [{ files: [{ path: 'a/b.py/c', text: '' }] }, 'a/b.py/c'],
  ])('is refused where the body has files there already: %j', async (body, path) => {
    await lay({ 'code/a/b.py': 'x' });
    const done = await submit(body);
    expect(done).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${path} stands in the files of the job and`),
    });
    expect(stored.size).toBe(0);
  });

  test('is refused beyond the limit before anything is sent, and says how to leave out', async () => {
    await lay({ 'code/data.bin': 'x'.repeat(1_001) });
    const done = await submit({});
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/1001 bytes, at most 1000 .*\.gitignore/);
    expect(server.seen.map(({ name }) => name)).not.toContain('missingBlobs');
  });

  test('says what it would ship and does nothing', async () => {
    await lay({ 'code/a.py': 'a', 'code/b c': 'bc' });
    const done = await runHere(server, ['job', 'submit', '--workdir', join(dir, 'code'), '--dry-run', '-o', 'tsv']);
    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('2 files of') });
    expect(String(done.stdout)).toBe('a.py\t1\t\nb c\t2\t\n');
    expect(server.seen.map(({ name }) => name)).toEqual(['getCodeLimits']);
    expect((await runHere(server, ['job', 'submit', 'x', '--dry-run'])).code).toBe(2);
  });

  test('a directory that is none is said to be', async () => {
    await lay({ file: '' });
    expect((await submit({}, join(dir, 'file'))).stderr).toContain('is no directory');
    expect(await submit({}, join(dir, 'absent'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read'),
    });
  });
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [1024, '1.00 KiB'],
  [1_000_000, '977 KiB'],
  [1_048_575, '1.00 MiB'],
  [5e9, '4.66 GiB'],
])('%i is %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
