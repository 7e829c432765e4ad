import { expect, test } from 'vitest';
import { LogOrder } from './log-order.ts';
import { binsOf, hitBins } from './minimap-bins.ts';
import { troubleOf } from './trouble.ts';

const order = new LogOrder(1);
order.grow([{ stream: 0, from: 0, to: 1_000, timeOf: () => 0 }]);
const overview = { stream: 's', lines: 800, bytes: 1, warnings: [0, 2, 0, 0], errors: [0, 1, 0, 0] };
const tally = { from: 700, through: 1_000, warnings: [750, 900], errors: [999], warned: 2, failed: 1 };

test('parts show their worst; what the server told is not told again', () => {
  const bins = binsOf(order, [overview], [tally], 10);
  // Lines 200–399 hold an error; line 900 warns and the last one fails.
  expect([...bins]).toEqual([0, 0, 2, 2, 0, 0, 0, 0, 0, 2]);
  expect(troubleOf([overview], [tally])).toEqual({ warnings: 3, errors: 2 });
  expect(troubleOf([undefined], [tally])).toEqual({ warnings: 2, errors: 1 });
});

test('hits are marked where they stand', () => {
  expect([...hitBins([0, 999], 1_000, 4)]).toEqual([1, 0, 0, 1]);
  expect([...binsOf(order, [], [], 0)]).toEqual([]);
});
