import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterNewline,
  afterNewlineFromEnd,
  countNewlines,
  type IndexEntry,
  indexEveryBytes,
  LineIndexer,
  lastBelow,
  timeOfLine,
} from './line-index.ts';

const text = fc
  .array(fc.constantFrom(10, 10, 65, 0, 255, 195), { maxLength: 300 })
  .map((codes) => Uint8Array.from(codes));
const indexOf = (entries: IndexEntry[]) => ({
  count: entries.length,
  at: (place: number) => entries[place] as IndexEntry,
});
const start = (): IndexEntry => ({ offset: 0, line: 0, time: 0, starts: true });

/** Places of all \n, the slow way. */
const newlines = (bytes: Uint8Array) => [...bytes.keys()].filter((at) => bytes[at] === 10);

describe('newlines', () => {
  test('counts and places agree with a slow count', () => {
    fc.assert(
      fc.property(text, fc.nat(20), (bytes, n) => {
        const found = newlines(bytes);
        expect(countNewlines(bytes)).toBe(found.length);
        const forward = n === 0 ? 0 : (found[n - 1] ?? -2) + 1;
        expect(afterNewline(bytes, n)).toBe(forward);
        const backward = n === 0 ? bytes.length : (found.at(-n) ?? -2) + 1;
        expect(afterNewlineFromEnd(bytes, n)).toBe(n > found.length ? -1 : backward);
      }),
    );
  });
});

describe('LineIndexer', () => {
  test('every entry tells the truth about its byte, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), fc.nat(5_000), (chunks, pace) => {
        const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
        const indexer = new LineIndexer(start());
        const entries: IndexEntry[] = [];
        let now = 1;
        for (const chunk of chunks) {
          now += pace;
          entries.push(...indexer.push(chunk, [[0, now]]));
        }
        for (const { offset, line, starts } of entries) {
          expect(line).toBe(countNewlines(whole.subarray(0, offset)));
          expect(starts).toBe(offset === 0 || whole[offset - 1] === 10);
        }
        expect(indexer.state.offset).toBe(whole.length);
        expect(indexer.state.line).toBe(countNewlines(whole));
        const offsets = entries.map((entry) => entry.offset);
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
      }),
    );
  });

  test('entries are never further apart than the limit', () => {
    const indexer = new LineIndexer(start());
    const entries: IndexEntry[] = [];
    for (const size of [1, 65_535, 65_537, 300_000, 7]) entries.push(...indexer.push(new Uint8Array(size), []));
    let last = 0;
    for (const { offset } of [...entries, indexer.state]) {
      expect(offset - last).toBeLessThanOrEqual(indexEveryBytes);
      last = offset;
    }
  });

  test('an entry carries the time of its own mark', () => {
    const indexer = new LineIndexer(start());
    const bytes = new TextEncoder().encode('a\nb\nc\n');
    const entries = indexer.push(bytes, [
      [4, 9_000],
      [0, 1_000],
      [2, 1_050],
    ]);
    expect(entries).toEqual([
      { offset: 0, line: 0, time: 1_000, starts: true },
      { offset: 4, line: 2, time: 9_000, starts: true },
    ]);
    const index = indexOf(entries);
    expect([0, 1, 2].map((line) => timeOfLine(index, line))).toEqual([1_000, 1_000, 9_000]);
  });

  test('a line that is continued later keeps the time of its beginning', () => {
    const indexer = new LineIndexer(start());
    const entries = [
      ...indexer.push(new TextEncoder().encode('one\ntw'), [[0, 1_000]]),
      ...indexer.push(new TextEncoder().encode('o\nthree\n'), [[0, 60_000]]),
    ];
    expect([0, 1, 2].map((line) => timeOfLine(indexOf(entries), line))).toEqual([1_000, 1_000, 60_000]);
  });
});

test('lastBelow finds what a slow search finds', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 40 }), fc.nat(60), (lines, value) => {
      const entries = lines
        .sort((a, b) => a - b)
        .map((line, offset) => ({ line, offset, time: 0, starts: true }) satisfies IndexEntry);
      const slow = entries.findLastIndex((entry) => entry.line < value);
      expect(lastBelow(indexOf(entries), 'line', value)).toBe(slow);
    }),
  );
});
