import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '@trainyard/runtime/node/system';
import { expect, onTestFinished, test } from 'vitest';
import { diskFiles } from '../files.ts';
import { appenderBytes } from '../testing/appender-bytes.ts';
import { testDirectory } from '../testing/directory.ts';
import { frameOf, testStream } from '../testing/frames.ts';
import { LogArchive } from './log-archive.ts';

const run = promisify(execFile);

/** Starts the appender, kills it after `acks` acknowledgements and answers the last one. */
async function appendAndKill(dir: string, acks: number): Promise<number> {
  const program = fileURLToPath(new URL('../testing/appender.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let last = 0;
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('from ')) continue;
    last = Number(line);
    count += 1;
    if (count === acks) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return last;
}

test('kill -9: every acknowledged byte is there, and nothing but what was sent', async () => {
  const dir = await testDirectory();
  for (const acks of [1, 3, 6]) {
    const acknowledged = await appendAndKill(dir, acks);
    const logs = new LogArchive({ dir, clock: systemClock, files: diskFiles, segmentBytes: 200_000 });
    const info = await logs.info(testStream);
    const bytes = info?.bytes ?? 0;
    expect(bytes).toBeGreaterThanOrEqual(acknowledged);
    expect(info?.lines).toBe(Math.ceil(bytes / 61));
    for (let at = 0; at < bytes; ) {
      const part = await logs.read(testStream, at, bytes);
      expect(Buffer.compare(part.bytes, appenderBytes(at, part.bytes.length))).toBe(0);
      at += part.bytes.length;
    }
    const middle = Math.floor(bytes / 122);
    expect(await logs.readLines(testStream, middle, 1)).toMatchObject({ offset: middle * 61, line: middle });
    await logs.close();
  }
});

// Mounting needs root, which CI has. Without it only the port's tests of a full disk run (log-archive.test.ts).
test.skipIf(process.getuid?.() !== 0)('a disk that is really full (tmpfs of 1 MiB; needs root)', async () => {
  const dir = join(await testDirectory(), 'small');
  await mkdir(dir);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]);
  onTestFinished(async () => void (await run('umount', [dir])));
  const logs = new LogArchive({ dir, clock: systemClock, files: diskFiles });
  const frame = (at: number) => frameOf(at, appenderBytes(at, 65_536));
  let at = 0;
  const fill = async () => {
    for (;;) {
      const result = await logs.append(frame(at));
      if ('through' in result) at = result.through;
    }
  };
  await expect(fill()).rejects.toMatchObject({ code: 'StorageFull', params: { path: expect.stringContaining(dir) } });
  expect(at).toBeGreaterThan(500_000);
  expect((await logs.info(testStream))?.bytes).toBe(at);
  await expect(logs.append(frame(at))).rejects.toMatchObject({ code: 'StorageFull' });
  await logs.flush();
  expect(await logs.through(testStream)).toBe(at);
  await run('mount', ['-o', 'remount,size=2m', dir]);
  expect(await logs.append(frame(at))).toEqual({ through: at + 65_536 });
  await logs.close();
  const again = new LogArchive({ dir, clock: systemClock, files: diskFiles });
  const tail = await again.read(testStream, at - 10, at + 65_536);
  expect(Buffer.compare(tail.bytes, appenderBytes(at - 10, 65_546))).toBe(0);
  await again.close();
  expect((await stat(dir)).isDirectory()).toBe(true);
});
