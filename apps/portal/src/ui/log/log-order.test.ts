import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogOrder } from './log-order.ts';
import { mergeByTime, Weave } from './weave.ts';

const rows = (order: LogOrder) =>
  Array.from({ length: order.rows }, (_, row) => {
    const { stream, line } = order.at(row) ?? {};
    return `${stream}:${line}`;
  });

const strand = (stream: number, from: number, to: number, times: readonly number[]) => ({
  stream,
  from,
  to,
  timeOf: (line: number) => times[line] ?? 0,
});

test('what was there before stands stream after stream until its times are known; what comes stands by time', () => {
  const order = new LogOrder(2);
  const times = [
    [10, 30, 50, 70],
    [20, 40, 45, 60],
  ];
  order.open([2, 2]);
  order.grow([strand(0, 2, 3, times[0] ?? []), strand(1, 2, 4, times[1] ?? [])]);
  order.grow([strand(0, 3, 4, times[0] ?? []), strand(1, 4, 4, times[1] ?? [])]);
  expect(rows(order)).toEqual(['0:0', '0:1', '1:0', '1:1', '1:2', '0:2', '1:3', '0:3']);
  expect(order.timedFrom).toBe(4);
  expect([0, 1, 2, 3, 4].filter((row) => order.begins(row))).toEqual([0, 2]);
  expect(
    order.rowsOf([
      [1, 3],
      [0, 3],
    ]),
  ).toEqual([1, 2, 6, 7]);
  order.sortPast((stream, line) => times[stream]?.[line] ?? 0);
  expect(rows(order)).toEqual(['0:0', '1:0', '0:1', '1:1', '1:2', '0:2', '1:3', '0:3']);
  expect(order.timedFrom).toBe(0);
  expect(
    order.rowsOf([
      [1, 3],
      [0, 3],
    ]),
  ).toEqual([1, 2, 6, 7]);
  expect(order.at(8)).toBeUndefined();
  expect(order.at(-1)).toBeUndefined();
});

test('one stream is its own order, however long', () => {
  const order = new LogOrder(1);
  order.grow([strand(0, 0, 10_000_000, [])]);
  expect(order.at(9_999_999)).toEqual({ stream: 0, line: 9_999_999 });
  expect(order.rowOf(0, 1_234_567)).toBe(1_234_567);
  expect(order.rowsOf([[5, 9_999_999]])).toEqual([5, 9_999_999]);
});

test('every line has one row and keeps it; streams stay in order, and times where they are in order', () => {
  const streams = fc.array(fc.array(fc.nat({ max: 50 }), { maxLength: 40 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(streams, fc.nat({ max: 40 }), (given, batch) => {
      const times = given.map((some) => [...some].sort((a, b) => a - b).map((time) => time + 1));
      const order = new LogOrder(times.length);
      order.open(times.map(() => 0));
      const seen = new Map<number, string>();
      const size = batch + 1;
      for (let at = 0; times.some((some) => some.length > at); at += size) {
        order.grow(
          times.map((some, stream) =>
            strand(stream, Math.min(at, some.length), Math.min(at + size, some.length), some),
          ),
        );
        for (const [row, what] of rows(order).entries()) {
          expect(seen.get(row) ?? what).toBe(what);
          seen.set(row, what);
        }
      }
      const expected = times.flatMap((some, stream) => some.map((_, line) => `${stream}:${line}`));
      expect(rows(order).sort()).toEqual(expected.sort());
      for (const [stream, some] of times.entries()) {
        for (const line of some.keys()) {
          const row = order.rowOf(stream, line) as number;
          expect(order.at(row)).toEqual({ stream, line });
          if (line > 0) expect(row).toBeGreaterThan(order.rowOf(stream, line - 1) as number);
        }
      }
      const all = order.rowsOf(times.map((some) => [...some.keys()]));
      expect(all).toEqual(Array.from({ length: order.rows }, (_, row) => row));
    }),
  );
});

test('a merge is by time; a line without one stands after the line before it', () => {
  const merged: string[] = [];
  const next = [0, 0];
  mergeByTime([strand(0, 0, 4, [5, 0, 9, 2]), strand(1, 0, 2, [6, 8])], (stream, count) => {
    for (let at = 0; at < count; at++) {
      merged.push(`${stream}:${next[stream]}`);
      next[stream] = (next[stream] ?? 0) + 1;
    }
  });
  expect(merged).toEqual(['0:0', '0:1', '1:0', '1:1', '0:2', '0:3']);
});

test('a weave counts over its own marks', () => {
  const weave = new Weave([3, 100]);
  for (let at = 0; at < 3_000; at++) weave.push(at % 3 === 0 ? 1 : 0, 1);
  expect(weave.at(0)).toEqual({ stream: 1, line: 100 });
  expect(weave.at(2_999)).toEqual({ stream: 0, line: 2_002 });
  expect(weave.rowOf(1, 100 + 999)).toBe(2_997);
  expect(weave.rowOf(0, 2)).toBeUndefined();
  expect(weave.rowOf(0, 2_003)).toBeUndefined();
});
