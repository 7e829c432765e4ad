import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testDirectory } from '../testing/directory.ts';
import { faultyFiles } from '../testing/files.ts';
import { frameOf, testJob, testStream } from '../testing/frames.ts';
import { openLogs, readAll, sendAll } from '../testing/logs.ts';

describe('after a crash', () => {
  const file = (dir: string, kind: string) => join(dir, testJob, '0', `1_0_run_0_stdout.${kind}`);

  test('a torn or missing index is made again', async () => {
    for (const damage of [
      (path: string) => truncate(path, 40),
      (path: string) => writeFile(path, Buffer.alloc(96, 7)),
      (path: string) => appendFile(path, Buffer.alloc(50)),
      (path: string) => truncate(path, 0),
    ]) {
      const dir = await testDirectory();
      const logs = await openLogs({ dir, segmentBytes: 100_000 });
      const text = 'some line of text\n'.repeat(15_000);
      await sendAll(logs, text, 50_000);
      await logs.close();
      for (const name of await readdir(join(dir, testJob, '0'))) {
        if (name.endsWith('.idx')) await damage(join(dir, testJob, '0', name));
      }
      const again = await openLogs({ dir, segmentBytes: 100_000 });
      expect(await again.info(testStream)).toMatchObject({ bytes: text.length, lines: 15_000 });
      expect(await again.readLines(testStream, 14_000, 1)).toMatchObject({ line: 14_000, offset: 14_000 * 18 });
      await again.append(frameOf(text.length, 'more\n'));
      expect(await again.tail(testStream, 1)).toMatchObject({ line: 15_000, offset: text.length });
    }
  });

  test('what follows a lost end of a segment is asked for again', async () => {
    const dir = await testDirectory();
    const logs = await openLogs({ dir, segmentBytes: 4 });
    await sendAll(logs, 'aaaabbbbcccc', 4);
    await logs.close();
    await truncate(file(dir, '0000000000000004.log'), 2);
    const again = await openLogs({ dir, segmentBytes: 4 });
    expect(await again.append(frameOf(12, 'd'))).toEqual({ expected: 6 });
    await again.append(frameOf(6, 'bbcccc'));
    expect(await readAll(again)).toBe('aaaabbbbcccc');
  });

  test('a torn record of a hole or end does not count', async () => {
    const dir = await testDirectory();
    const logs = await openLogs({ dir });
    await logs.append(frameOf(0, 'abc', { hole: { from: 3, to: 9, why: 'why' } }));
    await logs.append(frameOf(9, 'x', { end: true }));
    await logs.close();
    const meta = await readFile(file(dir, 'meta'));
    await truncate(file(dir, 'meta'), meta.length - 2);
    const again = await openLogs({ dir });
    expect(await again.info(testStream)).toMatchObject({ bytes: 10, ended: false, holes: [{ from: 3, to: 9 }] });
    await again.append(frameOf(10, '', { end: true }));
    await again.close();
    expect(await (await openLogs({ dir })).info(testStream)).toMatchObject({ bytes: 10, ended: true });
  });
});

describe('a disk that refuses', () => {
  test.each(['ENOSPC', 'EIO'] as const)('with %s: nothing half-written counts, later appends work', async (code) => {
    for (const operation of ['open', 'write', 'directory'] as const) {
      const dir = await testDirectory();
      const files = faultyFiles();
      const logs = await openLogs({ dir, files });
      files.refuse = (asked) => (asked === operation ? code : undefined);
      await expect(logs.append(frameOf(0, 'one\n'))).rejects.toMatchObject({ code: 'StorageFull' });
      files.refuse = () => undefined;
      expect(await logs.append(frameOf(0, 'one\ntwo\n'))).toEqual({ through: 8 });
      expect(await logs.info(testStream)).toMatchObject({ bytes: 8, lines: 2 });
      expect(await readAll(logs)).toBe('one\ntwo\n');
    }
  });

  test('no stream counts as stored while the disk refuses a name that leads to it', async () => {
    const dir = await testDirectory();
    const files = faultyFiles();
    const logs = await openLogs({ dir, files });
    const other = testStream.replace('stdout', 'stderr');
    const stored: string[] = [];
    const lost: string[] = [];
    logs.onStored((acks) => stored.push(...acks.map(({ stream }) => stream)));
    logs.onLost(({ expected }) => lost.push(...expected.map(({ stream }) => stream)));
    files.refuse = (operation, path) => (operation === 'directory' && path === join(dir, testJob) ? 'EIO' : undefined);
    await logs.append(frameOf(0, 'one\n'));
    await logs.append({ ...frameOf(0, 'two\n'), stream: other });
    await logs.flush();
    expect(stored).toEqual([]);
    expect(new Set(lost)).toEqual(new Set([testStream, other]));
    files.refuse = () => undefined;
    await logs.append({ ...frameOf(0, 'two\n'), stream: other });
    await logs.flush();
    expect(stored).toEqual([other]);
    expect(await readAll(logs, other)).toBe('two\n');
  });

  test('in the middle of a write: the torn part is cut off', async () => {
    const dir = await testDirectory();
    const files = faultyFiles();
    const logs = await openLogs({ dir, files });
    await logs.append(frameOf(0, 'one\n'));
    let writes = 0;
    files.refuse = (operation, path) => {
      if (operation === 'truncate') return 'EIO';
      if (operation !== 'write' || !path.endsWith('.log')) return undefined;
      return writes++ === 0 ? 3 : 'ENOSPC';
    };
    await expect(logs.append(frameOf(4, 'two\nthree\n'))).rejects.toMatchObject({ code: 'StorageFull' });
    expect(await logs.info(testStream)).toMatchObject({ bytes: 4, lines: 1 });
    files.refuse = () => undefined;
    await logs.append(frameOf(4, 't\n'));
    await logs.close();
    expect(await readAll(await openLogs({ dir }))).toBe('one\nt\n');
  });

  test('once at fsync: the stream goes back and on', async () => {
    const files = faultyFiles();
    const logs = await openLogs({ files });
    let failures = 0;
    files.refuse = (operation) => (operation === 'sync' && failures++ === 0 ? 'EIO' : undefined);
    await logs.append(frameOf(0, 'one\n'));
    await logs.flush();
    expect(await logs.info(testStream)).toBeUndefined();
    expect(await logs.append(frameOf(4, 'two\n'))).toEqual({ expected: 0 });
    await logs.append(frameOf(0, 'one\ntwo\n'));
    await logs.flush();
    expect(await logs.through(testStream)).toBe(8);
    expect(await readAll(logs)).toBe('one\ntwo\n');
  });

  test('at fsync and at going back: what was not stored is not believed later either', async () => {
    const files = faultyFiles();
    const logs = await openLogs({ files });
    await logs.append(frameOf(0, 'one\n'));
    await logs.flush();
    files.refuse = (operation) => (operation === 'sync' || operation === 'truncate' ? 'EIO' : undefined);
    await logs.append(frameOf(4, 'two\n'));
    await logs.flush();
    await expect(logs.append(frameOf(8, 'x'))).rejects.toMatchObject({ code: 'StorageFull' });
    files.refuse = () => undefined;
    expect(await logs.through(testStream)).toBe(4);
    expect(await logs.append(frameOf(8, 'x'))).toEqual({ expected: 4 });
    expect(await readAll(logs)).toBe('one\n');
  });

  test('at fsync: nothing is acknowledged, the bytes are wanted again', async () => {
    const files = faultyFiles();
    const logs = await openLogs({ files });
    await logs.append(frameOf(0, 'one\n'));
    await logs.flush();
    const acks: unknown[] = [];
    logs.onStored((stored) => acks.push(...stored));
    const lost = new Promise((resolve) => logs.onLost(({ expected }) => resolve(expected)));
    files.refuse = (operation) => (operation === 'sync' ? 'EIO' : undefined);
    await logs.append(frameOf(4, 'two\n', { hole: { from: 8, to: 10, why: 'why' }, end: true }));
    expect(await lost).toEqual([{ stream: testStream, through: 4 }]);
    expect(acks).toEqual([]);
    await expect(logs.info(testStream)).rejects.toMatchObject({ code: 'StorageFull' });
    files.refuse = () => undefined;
    expect(await logs.info(testStream)).toEqual({ bytes: 4, lines: 1, ended: false, holes: [] });
    expect(await logs.append(frameOf(8, '', { end: true }))).toEqual({ expected: 4 });
    await logs.append(frameOf(4, 'two\n', { end: true }));
    await logs.flush();
    expect(acks).toEqual([{ stream: testStream, through: 8 }]);
    expect(await readAll(logs)).toBe('one\ntwo\n');
  });
});
