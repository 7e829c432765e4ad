import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexEntry } from '@trainyard/logs/line-index';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { testDirectory } from '../testing/directory.ts';
import { frameOf, testJob, testStream } from '../testing/frames.ts';
import { openLogs, sendAll } from '../testing/logs.ts';
import { encodeEntries, readEntries, startOfIndex } from './index-file.ts';
import { oldRecordBytes, writeOldRecords } from './old-index.ts';

/** Steps from entry to entry: bytes (at least one), lines, ms either way. */
const steps = fc.array(
  fc.record({
    bytes: fc.oneof(
      fc.integer({ min: 1, max: 300 }),
      fc.maxSafeNat().map((most) => 1 + (most % 2 ** 40)),
    ),
    lines: fc.nat(70_000),
    ms: fc.oneof(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -(2 ** 41), max: 2 ** 41 })),
    starts: fc.boolean(),
  }),
  { minLength: 1, maxLength: 200 },
);

function entriesOf(base: number, of: { bytes: number; lines: number; ms: number; starts: boolean }[]): IndexEntry[] {
  let at: IndexEntry = { offset: base - (of[0]?.bytes ?? 0), line: 0, time: 1_800_000_000_000, starts: true };
  return of.map(({ bytes, lines, ms, starts }) => {
    at = { offset: at.offset + bytes, line: at.line + lines, time: at.time + ms, starts };
    return at;
  });
}

const listed = (sound: { count: number; at(place: number): IndexEntry }): IndexEntry[] =>
  Array.from({ length: sound.count }, (_, place) => sound.at(place));

test('what is written in parts is read whole, in parts, and up to where it is torn', async () => {
  const path = join(await testDirectory(), 'index');
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(2 ** 40), fc.double({ min: 0, max: 1, noNaN: true }), async (of, base, share) => {
      const entries = entriesOf(base, of);
      const cut = Math.floor(entries.length * share);
      const first = encodeEntries(entries.slice(0, cut), startOfIndex(base));
      const second = encodeEntries(entries.slice(cut), first.end);
      await writeFile(path, first.bytes);
      const had = await readEntries(path, base, Number.MAX_SAFE_INTEGER);
      expect(listed(had)).toEqual(entries.slice(0, cut));
      await appendFile(path, second.bytes);
      const whole = await readEntries(path, base, Number.MAX_SAFE_INTEGER);
      expect(listed(whole)).toEqual(entries);
      expect(whole.end).toEqual(second.end);
      expect(listed(await readEntries(path, base, Number.MAX_SAFE_INTEGER, undefined, had))).toEqual(entries);
      expect(listed(had)).toEqual(entries.slice(0, cut));
      const length = Math.floor(second.end.bytes * share);
      await truncate(path, length);
      const torn = await readEntries(path, base, Number.MAX_SAFE_INTEGER);
      expect(listed(torn)).toEqual(entries.slice(0, torn.count));
      expect(torn.end.bytes).toBeLessThanOrEqual(length);
    }),
    { numRuns: 100 },
  );
});

test('an entry that was changed ends what is believed', async () => {
  const path = join(await testDirectory(), 'index');
  const entries = entriesOf(
    0,
    Array.from({ length: 50 }, () => ({ bytes: 100, lines: 1, ms: 100, starts: true })),
  );
  const { bytes } = encodeEntries(entries, startOfIndex(0));
  for (const at of [0, 9, 100, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x21;
    await writeFile(path, changed);
    const sound = await readEntries(path, 0, Number.MAX_SAFE_INTEGER);
    expect(sound.count).toBeLessThan(entries.length);
    expect(listed(sound)).toEqual(entries.slice(0, sound.count));
  }
});

test('a file of the old kind is read, and gone on with', async () => {
  const dir = await testDirectory();
  const logs = await openLogs({ dir });
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`);
  await sendAll(logs, lines.join(''), 7);
  await logs.close();
  const index = join(dir, testJob, '0', '1_0_run_0_stdout.0000000000000000.idx');
  const ends = lines.map((_, at) => lines.slice(0, at).join('').length);
  const old = ends.map((offset, line) => ({ offset, line, time: 1_000 * (line + 1), starts: true }));
  await writeFile(index, writeOldRecords(old));
  const again = await openLogs({ dir });
  const times = old.map(({ time }) => time);
  expect(await again.times(testStream, 0, 100)).toEqual(times);
  const { bytes = 0 } = (await again.info(testStream)) ?? {};
  await again.append(frameOf(bytes, 'more\n', { marks: [[0, 90_000]] }));
  expect(await again.times(testStream, 0, 100)).toEqual([...times, 90_000]);
  expect((await readFile(index)).length).toBe(21 * oldRecordBytes);
  await again.close();
  expect(await (await openLogs({ dir })).times(testStream, 0, 100)).toEqual([...times, 90_000]);
});

test('a time that no clock tells is none, and takes nothing from the lines around it', async () => {
  const dir = await testDirectory();
  const logs = await openLogs({ dir });
  const times = [1_800_000_000_000, 1e300, 1_800_000_000_200, 2 ** 53, 1_800_000_000_400];
  for (const [at, time] of times.entries()) await logs.append(frameOf(at * 2, 'x\n', { marks: [[0, time]] }));
  const [first, , third, , last] = times;
  expect(await logs.times(testStream, 0, 5)).toEqual([first, first, third, third, last]);
  await logs.close();
  expect(await (await openLogs({ dir })).times(testStream, 0, 5)).toEqual([first, first, third, third, last]);
});

test('ten lines a second cost the index a tenth of their bytes at most', async () => {
  const dir = await testDirectory();
  const logs = await openLogs({ dir });
  const line = `${'x'.repeat(99)}\n`;
  for (let at = 0; at < 1_000; at++)
    await logs.append(frameOf(at * 100, line, { marks: [[0, 1_800_000_000_000 + at * 100]] }));
  await logs.close();
  const { size } = await stat(join(dir, testJob, '0', '1_0_run_0_stdout.0000000000000000.idx'));
  expect(size).toBeLessThanOrEqual(10_000);
});
