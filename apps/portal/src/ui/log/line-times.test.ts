import { expect, test } from 'vitest';
import { LineTimes, timesPage } from './line-times.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a line has the time at which its beginning was read', () => {
  const times = new LineTimes();
  times.take(
    {
      line: 0,
      bytes: bytes('a\nbb\nc'),
      marks: [
        [0, 10],
        [2, 20],
        [3, 30],
      ],
    },
    false,
  );
  // Line 1 began at the second mark; its rest at the third says nothing of it, and line 2 began after that.
  expect([0, 1, 2].map((line) => times.at(line))).toEqual([10, 20, 30]);
  // The line goes on: what follows begins the next.
  times.take({ line: 2, bytes: bytes('cc\nd\n'), marks: [[0, 40]] }, true);
  expect([2, 3].map((line) => times.at(line))).toEqual([30, 40]);
});

test('what comes before the first mark is not known, and is not that of what came before', () => {
  const times = new LineTimes();
  times.take({ line: 0, bytes: bytes('a\n'), marks: [[0, 10]] }, false);
  times.take({ line: 1, bytes: bytes('b\nc\n'), marks: [[2, 20]] }, false);
  expect([0, 1, 2].map((line) => times.at(line))).toEqual([10, undefined, 20]);
  times.put(0, [0, 15]);
  expect(times.at(1)).toBe(15);
});

test('pages of times are asked for by line, and tell what nobody knows', () => {
  const times = new LineTimes();
  expect(times.at(700)).toBeUndefined();
  expect(times.questionFor(700)).toEqual({ fromLine: timesPage, lines: timesPage });
  times.put(timesPage, [5, 0]);
  expect([timesPage, timesPage + 1, timesPage + 2].map((line) => times.at(line))).toEqual([5, 0, undefined]);
});
