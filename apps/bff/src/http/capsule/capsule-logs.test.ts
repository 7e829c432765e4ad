import type { LogStream } from '@trainyard/contracts/api/logs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Doors } from '../../doors.ts';
import { chunksOf, keptRanges, leftOut } from './capsule-logs.ts';

/** A log in memory, read as the archive reads: at most `most` bytes, never across a hole. */
function archiveOf(text: Buffer, hole: { from: number; to: number } | null, most: number) {
  const read = async (_stream: string, from: number, to: number) => {
    const at = hole !== null && from >= hole.from && from < hole.to ? hole.to : from;
    const end = Math.min(to, text.length, at + most, hole !== null && at < hole.from ? hole.from : Infinity);
    const kept =
      hole === null
        ? text.subarray(0, at)
        : Buffer.concat([text.subarray(0, Math.min(at, hole.from)), text.subarray(hole.to, Math.max(hole.to, at))]);
    const line = kept.filter((byte) => byte === 10).length;
    return { offset: at, line, bytes: text.subarray(at, Math.max(at, end)) };
  };
  return { archive: { logs: { read } } } as unknown as Doors;
}

const lines = fc.array(
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ' ')),
  { maxLength: 40 },
);

it('keeps whole lines, each once and in order, and says what is not there', async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.nat(300),
      fc.integer({ min: 1, max: 64 }),
      fc.boolean(),
      async (all, most, step, ended) => {
        const text = Buffer.from(all.join('\n') + (ended && all.length > 0 ? '\n' : ''));
        const stream = { stream: 's', bytes: text.length, lines: all.length, holes: [] } as unknown as LogStream;
        const doors = archiveOf(text, null, step);
        const parts = [];
        for (const range of keptRanges([stream], most))
          for await (const part of chunksOf(doors, range)) parts.push(part);
        const whole = text.toString().split('\n');
        let seen = -1;
        for (const { bytes, offset, fromLine, lines: count } of parts) {
          expect(Buffer.compare(Buffer.from(bytes), text.subarray(offset, offset + bytes.length))).toBe(0);
          const own = Buffer.from(bytes).toString().split('\n').slice(0, count);
          expect(own).toEqual(whole.slice(fromLine, fromLine + count));
          expect(fromLine).toBeGreaterThan(seen);
          seen = fromLine + count - 1;
        }
        const kept = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(kept).toBeLessThanOrEqual(Math.max(most, 0));
        const left = leftOut(
          stream,
          parts.map((part) => ({ ...part, bytes: part.bytes.length })),
        );
        expect(kept + left.reduce((sum, { from = 0, to = 0 }) => sum + to - from, 0)).toBe(text.length);
        if (most >= text.length) expect(left).toEqual([]);
      },
    ),
  );
});

it('goes around a hole, and tells of it as one', async () => {
  const text = Buffer.from('a\nbb\nccc\ndddd\n');
  const hole = { from: 5, to: 9, why: 'LogFileLost' };
  const stream = { stream: 's', bytes: text.length, lines: 3, holes: [hole] } as unknown as LogStream;
  const parts = [];
  for (const range of keptRanges([stream], 1_000)) {
    for await (const part of chunksOf(archiveOf(text, hole, 100), range))
      parts.push({ ...part, bytes: part.bytes.length });
  }
  expect(parts).toEqual([
    { stream: 's', offset: 0, fromLine: 0, lines: 2, bytes: 5 },
    { stream: 's', offset: 9, fromLine: 2, lines: 1, bytes: 5 },
  ]);
  expect(leftOut(stream, parts)).toEqual([{ what: 'log', why: 'hole', stream: 's', from: 5, to: 9 }]);
});

it('gives small streams all and large ones as much as each other', () => {
  const ranges = keptRanges(
    [
      { stream: 'big', bytes: 1_000 },
      { stream: 'small', bytes: 10 },
      { stream: 'large', bytes: 900 },
    ],
    210,
  );
  expect(ranges).toEqual([
    { stream: 'big', from: 0, to: 25, cut: true },
    { stream: 'big', from: 925, to: 1_000, cut: true },
    { stream: 'small', from: 0, to: 10, cut: false },
    { stream: 'large', from: 0, to: 25, cut: true },
    { stream: 'large', from: 825, to: 900, cut: true },
  ]);
});
