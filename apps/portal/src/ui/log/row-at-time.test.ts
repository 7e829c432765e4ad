import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowAtTime } from './row-at-time.ts';

const of = (times: readonly number[], from = 0) => ({
  from,
  to: times.length,
  timeOf: (row: number) => times[row] ?? 0,
});

test('the row at an instant is the last one that was printed by then', async () => {
  expect(await rowAtTime(of([10, 20, 20, 30]), 20)).toBe(2);
  expect(await rowAtTime(of([10, 20, 20, 30]), 99)).toBe(3);
  expect(await rowAtTime(of([10, 20]), 9)).toBeUndefined();
  expect(await rowAtTime(of([]), 9)).toBeUndefined();
  // What stands stream after stream is in no order.
  expect(await rowAtTime(of([90, 10, 20, 30], 1), 25)).toBe(2);
  expect(await rowAtTime(of([90, 10, 20, 30], 1), 5)).toBeUndefined();
});

test('rows without a time stand with the one before them', async () => {
  expect(await rowAtTime(of([10, 0, 0, 30, 0]), 20)).toBe(2);
  expect(await rowAtTime(of([10, 0, 0, 30, 0]), 30)).toBe(4);
});

test('ten million rows are asked for two dozen times, and nobody who left is answered', async () => {
  let asked = 0;
  const timeOf = async (row: number) => {
    asked += 1;
    return row + 1;
  };
  const rows = { from: 0, to: 10_000_000, timeOf };
  expect(await rowAtTime(rows, 7_654_321)).toBe(7_654_320);
  expect(asked).toBeLessThan(26);
  expect(await rowAtTime(rows, 7_654_321, () => true)).toBeUndefined();
});

test('a search ends with the first question that fails, and asks nothing more once nobody waits', async () => {
  let asked = 0;
  const cut = { from: 0, to: 10_000_000, timeOf: () => Promise.reject(new Error(`cut ${++asked}`)) };
  await expect(rowAtTime(cut, 5)).rejects.toThrow('cut 1');
  asked = 0;
  const untold = { from: 0, to: 10_000_000, timeOf: () => Promise.resolve(asked++ * 0) };
  expect(await rowAtTime(untold, 5, () => asked >= 3)).toBeUndefined();
  expect(asked).toBe(3);
});

test('any ascending times give the row that a look at all of them gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 60 }),
      fc.integer({ max: 60 }),
      async (some, at) => {
        const times = [...some].sort((a, b) => a - b);
        const row = times.findLastIndex((time) => time <= at);
        expect(await rowAtTime(of(times), at)).toBe(row === -1 ? undefined : row);
      },
    ),
  );
});
