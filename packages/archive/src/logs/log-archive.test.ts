import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFrame } from '@trainyard/contracts/log-frame';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testDirectory } from '../testing/directory.ts';
import { frameOf, testJob, testStream } from '../testing/frames.ts';
import { openLogs, readAll, sendAll } from '../testing/logs.ts';

const content = fc
  .array(fc.constantFrom('\n', 'a', 'bc', '\0', '\u00ff', 'a longer word '), { minLength: 1, maxLength: 120 })
  .map((words) => words.join(''));

/** A stream's bytes as frames: overlapping, some twice, in any order. */
const sent = content.chain((text) => {
  const bytes = Buffer.from(text, 'latin1');
  const span = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 40 }));
  return fc.record({
    text: fc.constant(text),
    frames: fc.array(span, { maxLength: 40 }).map((spans) => spans.map(([at, size]) => ({ at, size }))),
    size: fc.integer({ min: 1, max: 50 }),
    segmentBytes: fc.integer({ min: 1, max: 100 }),
  });
});

describe('append', () => {
  test('takes the end of a log whose rest could not be read, says so, and still gives what is there', async () => {
    const dir = join(await testDirectory(), 'lost-rest');
    const logs = await openLogs({ dir });
    const text = Buffer.from('one\ntwo\n');
    await logs.append(frameOf(0, text));
    const why = 'the log is no plain file any more';
    const end: LogFrame = {
      ...frameOf(text.length, Buffer.alloc(0)),
      end: true,
      hole: { from: text.length, to: text.length, why },
    };
    expect(await logs.append(end)).toEqual({ through: text.length });
    expect(await logs.append(end)).toEqual({ through: text.length });
    const wanted = { bytes: text.length, ended: true, holes: [{ from: text.length, to: text.length, why }] };
    expect(await logs.info(testStream)).toMatchObject(wanted);
    expect(Buffer.from((await logs.tail(testStream, 1)).bytes).toString()).toBe('two\n');
    await logs.close();
    const again = await openLogs({ dir });
    expect(await again.info(testStream)).toMatchObject(wanted);
    expect((await readAll(again)).toString()).toBe(text.toString());
  });

  test('stores each byte once, whatever frames come in whatever order', async () => {
    const root = await testDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(sent, async ({ text, frames, size, segmentBytes }) => {
        const logs = await openLogs({ dir: join(root, String(run++)), segmentBytes });
        const bytes = Buffer.from(text, 'latin1');
        for (const { at, size } of frames) {
          const before = (await logs.info(testStream))?.bytes ?? 0;
          const result = await logs.append(frameOf(at, bytes.subarray(at, at + size)));
          if (at > before) expect(result).toEqual({ expected: before });
          else expect(result).toEqual({ through: Math.max(before, Math.min(bytes.length, at + size)) });
        }
        await sendAll(logs, text, size);
        expect(await readAll(logs)).toBe(text);
        await logs.close();
        const again = await openLogs({ dir: join(root, String(run - 1)), segmentBytes });
        expect(await readAll(again)).toBe(text);
        expect(await again.through(testStream)).toBe(bytes.length);
        await again.close();
      }),
      { numRuns: 60 },
    );
  });

  test('many at once to one stream keep their order', async () => {
    const logs = await openLogs();
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at}\n`);
    let offset = 0;
    const results = lines.map((line) => {
      const at = offset;
      offset += line.length;
      return logs.append(frameOf(at, line));
    });
    expect((await Promise.all(results)).at(-1)).toEqual({ through: offset });
    expect(await readAll(logs)).toBe(lines.join(''));
  });

  test('refuses what is damaged', async () => {
    const logs = await openLogs();
    await logs.append(frameOf(0, 'abc'));
    const damaged: LogFrame = { ...frameOf(3, 'def'), bytes: Buffer.from('dXf') };
    await expect(logs.append(damaged)).rejects.toMatchObject({ code: 'InvalidBody' });
    expect(await logs.info(testStream)).toMatchObject({ bytes: 3 });
  });

  test.each([
    '../../etc/passwd',
    `${testJob}/../0/0/run/0/stdout`,
    `${testJob}/0/1/0/run/0/stdout\0`,
    '',
    'node/x/setup/stdout',
  ])('has no place for the stream %j', async (stream) => {
    const dir = await testDirectory();
    const logs = await openLogs({ dir });
    await expect(logs.append({ ...frameOf(0, 'x'), stream })).rejects.toMatchObject({ code: 'LogNotFound' });
    expect(await readdir(dir)).toEqual([]);
  });

  test('records a hole and goes on after it, also when opened again', async () => {
    const dir = await testDirectory();
    const logs = await openLogs({ dir });
    await logs.append(frameOf(0, 'one\ntw'));
    expect(await logs.append(frameOf(20, 'later'))).toEqual({ expected: 6 });
    const hole = { from: 6, to: 20, why: 'the disk of the node was full' };
    expect(await logs.append(frameOf(20, 'x\nend\n', { hole }))).toEqual({ through: 26 });
    expect(await logs.append(frameOf(20, 'x\nend\n', { hole }))).toEqual({ through: 26 });
    expect(await logs.append(frameOf(26, '', { hole: { from: 26, to: 30, why: 'again' }, end: true }))).toEqual({
      through: 30,
    });
    const expected = { bytes: 30, lines: 3, ended: true, holes: [hole, { from: 26, to: 30, why: 'again' }] };
    expect(await logs.info(testStream)).toEqual(expected);
    await logs.close();
    const again = await openLogs({ dir });
    expect(await again.info(testStream)).toEqual(expected);
    expect(await again.read(testStream, 0, 100)).toMatchObject({ offset: 0, line: 0, bytes: Buffer.from('one\ntw') });
    expect(await again.read(testStream, 6, 100)).toMatchObject({ offset: 20, line: 1, bytes: Buffer.from('x\nend\n') });
    expect(await again.tail(testStream, 10)).toMatchObject({ offset: 30 });
    expect(await again.readLines(testStream, 2, 1)).toMatchObject({ offset: 22, line: 2, bytes: Buffer.from('end\n') });
  });

  test('after the end takes what is known and refuses more', async () => {
    const logs = await openLogs();
    expect(await logs.append(frameOf(0, 'all', { end: true }))).toEqual({ through: 3 });
    expect(await logs.append(frameOf(0, 'all', { end: true }))).toEqual({ through: 3 });
    await expect(logs.append(frameOf(3, 'more'))).rejects.toMatchObject({ code: 'InvalidBody' });
    expect(await logs.info(testStream)).toEqual({ bytes: 3, lines: 1, ended: true, holes: [] });
  });

  test('an empty stream can end', async () => {
    const dir = await testDirectory();
    const logs = await openLogs({ dir });
    await logs.append(frameOf(0, '', { end: true }));
    await logs.close();
    const again = await openLogs({ dir });
    expect(await again.info(testStream)).toEqual({ bytes: 0, lines: 0, ended: true, holes: [] });
    expect(await again.streams(testJob)).toEqual([testStream]);
  });
});

describe('listeners', () => {
  test('viewers get every byte in order, before and after it is written, and no more once they left', async () => {
    const logs = await openLogs();
    const seen: unknown[] = [];
    const early: unknown[] = [];
    const stop = logs.onAppended(testStream, ({ offset, line, bytes, written, ended }) => {
      (written ? seen : early).push([offset, line, Buffer.from(bytes).toString(), ended]);
    });
    await logs.append(frameOf(0, 'a\nb'));
    await logs.append(frameOf(1, '\nbc\n'));
    await logs.append(frameOf(5, '', { end: true }));
    expect(seen).toEqual([
      [0, 0, 'a\nb', false],
      [3, 1, 'c\n', false],
      [5, 2, '', true],
    ]);
    expect(early).toEqual(seen.slice(0, 2));
    stop();
    const other = testStream.replace('stdout', 'stderr');
    logs.onAppended(other, () => seen.push('other'));
    await logs.append({ ...frameOf(0, 'x'), stream: other });
    expect(seen.slice(3)).toEqual(['other', 'other']);
  });

  test('the agent hears what is on the disk', async () => {
    const logs = await openLogs();
    const stored = new Promise((resolve) => logs.onStored(resolve));
    await logs.append(frameOf(0, 'hello\n'));
    expect(await stored).toEqual([{ stream: testStream, through: 6 }]);
    expect(await logs.through(testStream)).toBe(6);
  });

  test('an agent that sends again what is stored hears so', async () => {
    const logs = await openLogs();
    await logs.append(frameOf(0, 'hello\n'));
    await logs.flush();
    const stored = new Promise((resolve) => logs.onStored(resolve));
    await logs.append(frameOf(0, 'hello\n'));
    expect(await stored).toEqual([{ stream: testStream, through: 6 }]);
  });
});

describe('reading', () => {
  const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

  test('by byte, by line and from the end agrees with a slow reading', async () => {
    const root = await testDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.integer({ min: 1, max: 60 }),
        fc.nat(130),
        fc.nat(40),
        async (text, size, from, count) => {
          const logs = await openLogs({ dir: join(root, String(run++)), segmentBytes: 37 });
          await sendAll(logs, text, size);
          const all = lines(text);
          expect((await logs.info(testStream))?.lines).toBe(all.length);
          const at = Math.min(from, text.length);
          const part = await logs.read(testStream, from, from + count);
          expect(Buffer.from(part.bytes).toString('latin1')).toBe(text.slice(from, from + count));
          expect(part.line).toBe(text.slice(0, at).split('\n').length - 1);
          const some = await logs.readLines(testStream, from, count);
          expect(Buffer.from(some.bytes).toString('latin1')).toBe(all.slice(from, from + count).join(''));
          if (from < all.length) expect(some.line).toBe(from);
          const end = await logs.tail(testStream, count);
          expect(Buffer.from(end.bytes).toString('latin1')).toBe(count === 0 ? '' : all.slice(-count).join(''));
          if (count > 0) expect(end.line).toBe(Math.max(0, all.length - count));
          await logs.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of nothing at all says the line of its place', async () => {
    const logs = await openLogs();
    await sendAll(logs, 'a\nb\nc\n', 6);
    expect(await logs.read(testStream, 2, 2)).toMatchObject({ offset: 2, line: 1 });
    expect(await logs.readLines(testStream, 0, 0)).toMatchObject({ offset: 0, line: 0 });
  });

  test('a line of 3 MB comes in parts of 1 MiB', async () => {
    const logs = await openLogs();
    const text = `short\n${'x'.repeat(3_000_000)}\nlast\n`;
    await sendAll(logs, text, 65_536);
    const part = await logs.readLines(testStream, 1, 1);
    expect([part.offset, part.line, part.bytes.length]).toEqual([6, 1, 1_048_576]);
    expect(await readAll(logs)).toBe(text);
    expect(Buffer.from((await logs.tail(testStream, 1)).bytes).toString()).toBe('last\n');
    expect((await logs.tail(testStream, 2)).bytes).toHaveLength(1_048_576);
  });

  test('tells when lines were begun', async () => {
    const logs = await openLogs({ segmentBytes: 10 });
    await logs.append(frameOf(0, 'one\ntwo\n', { marks: [[0, 5_000]] }));
    await logs.append(frameOf(8, 'three\n', { marks: [[0, 9_000]] }));
    await logs.append(frameOf(14, 'four\n', { marks: [[0, 12_000]] }));
    expect(await logs.times(testStream, 0, 10)).toEqual([5_000, 5_000, 9_000, 12_000]);
    expect(await logs.times(testStream, 2, 1)).toEqual([9_000]);
  });

  test('says so when there is no such stream', async () => {
    const logs = await openLogs();
    expect(await logs.info(testStream)).toBeUndefined();
    expect(await logs.through(testStream)).toBe(0);
    await expect(logs.read(testStream, 0, 1)).rejects.toMatchObject({ code: 'LogNotFound' });
  });
});

describe('streams', () => {
  const node = 'node/01980000-0000-7000-8000-00000000000b/setup/stdout';
  const streams = ['0/1/0/run/0/stdout', '0/1/0/run/10/stderr', '0/2/0/agent/0/stdout', '10/1/0/run/0/stdout'].map(
    (rest) => `${testJob}/${rest}`,
  );

  test('are listed and removed by whole parts of their id', async () => {
    const logs = await openLogs({ openStreams: 2 });
    for (const stream of [...streams, node]) await logs.append({ ...frameOf(0, `${stream}\n`), stream });
    expect(await logs.streams(testJob)).toEqual(streams);
    expect(await logs.streams(testJob, 1)).toEqual(streams.slice(0, 3));
    expect(await logs.streams(`${testJob}/0/1/`)).toEqual(streams.slice(0, 2));
    expect(await logs.streams(`${testJob}/1`)).toEqual([]);
    expect(await logs.streams(node.slice(0, -13))).toEqual([node]);
    await logs.flush();
    expect(await logs.owners()).toEqual([testJob, node.split('/').slice(0, 2).join('/')]);
    const bytes = await logs.bytesOf(testJob);
    expect(bytes).toBeGreaterThanOrEqual(streams.join('\n').length);
    expect(await logs.bytesOf('node/0190a0b0-0000-7000-8000-000000000009')).toBe(0);
    await logs.remove(`${testJob}/0/1`);
    expect(await logs.bytesOf(testJob)).toBeLessThan(bytes);
    expect(await logs.streams(testJob)).toEqual(streams.slice(2));
    await logs.remove(testJob);
    expect(await logs.streams(testJob)).toEqual([]);
    expect(await readAll(logs, node)).toBe(`${node}\n`);
    await logs.append(frameOf(0, 'anew'));
    expect(await readAll(logs)).toBe('anew');
    for (const prefix of ['..', 'node', 'node/..', '', '/']) {
      await expect(logs.streams(prefix)).rejects.toMatchObject({ code: 'LogNotFound' });
    }
  });

  test('are not there for whoever looks while they are removed', async () => {
    const logs = await openLogs({ openStreams: 2 });
    for (let round = 0; round < 20; round++) {
      for (const stream of streams) await logs.append({ ...frameOf(0, 'text\n'), stream });
      await logs.flush();
      const looks = streams.flatMap((stream) => [
        logs.info(stream).then((info) => info === undefined || info.bytes > 0),
        logs.read(stream, 0, 9).then(
          (part) => part.bytes.length > 0,
          (error: { code?: string }) => error.code === 'LogNotFound',
        ),
      ]);
      await logs.remove(testJob);
      expect(await Promise.all(looks)).toEqual(looks.map(() => true));
    }
  });

  test('more than may be open at once lose nothing', async () => {
    const logs = await openLogs({ openStreams: 4 });
    const many = Array.from({ length: 40 }, (_, unit) => `${testJob}/${unit}/1/0/run/0/stdout`);
    for (const offset of [0, 2, 4]) {
      await Promise.all(many.map((stream) => logs.append({ ...frameOf(offset, 'a\n'), stream })));
    }
    for (const stream of many) expect(await readAll(logs, stream)).toBe('a\na\na\n');
  });
});
