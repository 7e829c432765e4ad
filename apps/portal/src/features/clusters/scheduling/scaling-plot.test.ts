import { expect, test } from 'vitest';
import { marksOf, stepPlot } from './scaling-plot.ts';

const record = (seq: number, from: number, to: number, current: number) => ({
  seq,
  number: from === to ? null : seq,
  waited: [],
  at: seq * 60_000,
  from,
  to,
  current,
  why: { code: 'scaleUpForJobs', params: {} },
});

test('records are steps of what was wanted, with what was there at each', () => {
  expect(stepPlot([record(3, 4, 1, 4), record(2, 0, 4, 1), record(1, 0, 0, 0)], 600_000)).toEqual({
    from: 60_000,
    to: 600_000,
    least: 0,
    most: 4,
    steps: [
      { at: 60_000, nodes: 0 },
      { at: 60_000, nodes: 0 },
      { at: 120_000, nodes: 4 },
      { at: 180_000, nodes: 1 },
    ],
    there: [
      { at: 60_000, nodes: 0 },
      { at: 120_000, nodes: 1 },
      { at: 180_000, nodes: 4 },
    ],
  });
  expect(stepPlot([], 1)).toBeNull();
});

test('decisions are marked by their numbers; of marks that would cover each other the newest stays', () => {
  const records = [
    record(40, 3, 4, 3),
    record(31, 3, 3, 3),
    record(21, 2, 3, 2),
    record(20, 1, 2, 1),
    record(1, 0, 1, 0),
  ];
  const x = (at: number) => at / 60_000;
  expect(marksOf(records, x, 5).map(({ number, nodes }) => [number, nodes])).toEqual([
    [1, 1],
    [21, 3],
    [40, 4],
  ]);
});

test('a page that was opened at once has an axis all the same', () => {
  const plot = stepPlot([record(1, 0, 2, 0)], 60_000);
  expect(plot && plot.to - plot.from).toBe(60_000);
});
