import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogOrder } from './log-order.ts';

const rows = (order: LogOrder) =>
  Array.from({ length: order.rows }, (_, row) => {
    const { stream, line } = order.at(row) ?? {};
    return `${stream}:${line}`;
  });

test('what was there stands stream after stream, what comes since in order of arrival', () => {
  const order = new LogOrder();
  order.grow(0, 2);
  order.grow(1, 1);
  order.opened();
  order.grow(1, 2);
  order.grow(0, 3);
  order.grow(0, 4);
  expect(order.grow(0, 4)).toBe(false);
  expect(rows(order)).toEqual(['0:0', '0:1', '1:0', '1:1', '0:2', '0:3']);
  expect(order.liveRow).toBe(3);
  expect([0, 1, 2, 3, 4, 5].filter((row) => order.begins(row))).toEqual([0, 2, 3, 4]);
  expect([...order.rowsOf(0, 1, 4)]).toEqual([
    [1, 2],
    [4, 6],
  ]);
  expect(order.at(6)).toBeUndefined();
  expect(order.at(-1)).toBeUndefined();
});

test('every line has one row, however many runs there were', () => {
  const growth = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 5 })), { maxLength: 80 });
  fc.assert(
    fc.property(growth, fc.integer({ min: 8, max: 20 }), (steps, most) => {
      const order = new LogOrder(most);
      const ends = [0, 0, 0, 0];
      for (const [stream, by] of steps) {
        ends[stream] = (ends[stream] ?? 0) + by;
        const before = order.rows;
        order.grow(stream, ends[stream]);
        const newest = order.at(order.rows - 1);
        expect([order.rows - before, newest]).toEqual([by, { stream, line: ends[stream] - 1 }]);
      }
      const expected = ends.flatMap((end, stream) => Array.from({ length: end }, (_, line) => `${stream}:${line}`));
      expect(rows(order).sort()).toEqual(expected.sort());
      for (const [stream, end] of ends.entries()) {
        const found = [...order.rowsOf(stream, 0, end)].reduce((sum, [from, to]) => sum + to - from, 0);
        expect(found).toBe(end);
      }
    }),
  );
});
