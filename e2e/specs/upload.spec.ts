import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Command, type CommandEnd } from '../cluster/command.ts';
import { adminToken, RigServer } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

const place = mkdtempSync(join(tmpdir(), 'trainyard-code-'));
let yard: Yard;
beforeAll(async () => {
  yard = await Yard.over(await new RigServer({ TRAINYARD_CODE_LIMIT_MB: '8' }).start(), 1);
});
afterAll(async () => {
  await yard?.close();
  rmSync(place, { recursive: true, force: true });
});

/** A directory with these files. */
function directory(name: string, files: Record<string, string | Buffer>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name, path)), { recursive: true });
    writeFileSync(join(place, name, path), content);
  }
  return join(place, name);
}

function command(name: string, workdir: string, commandLine: string): Command {
  const body = { cluster: { name: 'c' }, customToolkitSettings: { commandLine } };
  const args = ['job', 'submit', name, '-w', 'w', '-e', 'e', '-f', '-', '--workdir', workdir, '-o', 'json'];
  return new Command(args, { TRAINYARD_URL: yard.server.url, TRAINYARD_TOKEN: adminToken }, JSON.stringify(body));
}

const submit = (name: string, workdir: string, commandLine: string): Promise<CommandEnd> =>
  command(name, workdir, commandLine).end();

/** Contents that the server stores. */
const stored = () =>
  readdirSync(join(yard.server.home, 'archive/blobs'), { recursive: true }).filter((one) => String(one).length > 60);

describe('a directory of code', () => {
  test('is in the working directory of its job, as git would have it; the second time nothing is sent', async () => {
    const code = directory('code', {
      '.gitignore': '*.ckpt\n/data/\n',
      'run.sh': '#!/bin/sh\ncat lib/words.txt "a file.txt" linked.txt; ls -A . lib; find . -name "*.ckpt"\n',
      'lib/words.txt': 'read from lib\n',
      'a file.txt': 'with a space\n',
      'old.ckpt': 'x',
      'data/set.bin': 'x',
      '.git/config': 'x',
    });
    chmodSync(join(code, 'run.sh'), 0o755);
    symlinkSync('lib/words.txt', join(code, 'linked.txt'));
    const done = await submit('first', code, './run.sh');
    expect(done, done.err).toMatchObject({ code: 0, err: expect.stringMatching(/^5 files of .*\n/) });
    await yard.inState('first', 'succeeded');
    const log = (await yard.log('first')).toString();
    expect(log).toContain('read from lib\nwith a space\nread from lib\n');
    expect(log).not.toMatch(/ckpt|data|\.git$/m);
    const before = stored();
    const again = await submit('second', code, './run.sh');
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('sent 0 bytes') });
    expect(stored()).toEqual(before);
  });

  test('goes along when its job is submitted again', async () => {
    const params = { workspace: 'w', experiment: 'e', name: 'first' };
    await yard.client.call('resubmitJob', { params, body: { name: 'third' } });
    await yard.inState('third', 'succeeded');
    expect((await yard.log('third')).toString()).toContain('read from lib');
  });

  test('beyond the limit is refused with the way out, by the command and by the server itself', async () => {
    const large = directory('large', { 'train.py': 'x', 'set.bin': Buffer.alloc(9 * 1024 * 1024, 1) });
    const refused = await submit('large', large, 'true');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('.gitignore') });
    const sha256 = 'd'.repeat(64);
    const files = [{ path: 'f', sha256 }];
    await expect(
      yard.submit('absent', { customToolkitSettings: { commandLine: 'true' }, files }),
    ).rejects.toMatchObject({
      code: 'BlobNotFound',
    });
    writeFileSync(join(large, '.trainyardignore'), 'set.bin\n');
    expect(await submit('large', large, 'ls')).toMatchObject({ code: 0 });
    await yard.inState('large', 'succeeded');
    expect((await yard.log('large')).toString()).not.toContain('set.bin');
  });

  test('that was cut off half-way goes on where it was', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`f${at}`, Buffer.alloc(16 * 1024, `content ${at} `)]),
    );
    const code = directory('many', many);
    const before = stored().length;
    const cut = command('many', code, 'ls | wc -l');
    await until('some of it to be stored', () => stored().length > before);
    cut.kill();
    await cut.end();
    const done = await submit('many', code, 'ls | wc -l');
    expect(done, done.err).toMatchObject({ code: 0 });
    const sent = /sent ([\d.]+) MiB/.exec(done.err)?.[1] ?? '0';
    expect(Number(sent)).toBeLessThan(4.68);
    await yard.inState('many', 'succeeded');
    expect((await yard.log('many')).toString().trim()).toBe('300');
  });
});
