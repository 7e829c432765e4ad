import type { Node } from '@trainyard/contracts/node';
import type { SeriesAnswer } from '@trainyard/contracts/series-frame';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stripRows, unknownNodes } from './strip-rows.ts';

const node = (uid: string, gpus: string[]): Node =>
  ({ uid, name: uid, found: { gpus: gpus.map((uuid, index) => ({ uuid, index })) } }) as unknown as Node;
const answer = (nodeUid: string, device: string, mean: (number | null)[], t0 = 0): SeriesAnswer =>
  ({
    metric: 'gpu.utilisation',
    nodeUid,
    device,
    t0,
    step: 60_000,
    mean,
    count: mean.map((value) => (value === null ? 0 : 60)),
  }) as unknown as SeriesAnswer;
const columns = { from: 0, columns: 3, stepMs: 60_000 };

test('GPUs stand in the order of their nodes and places, those of nodes that are gone last', () => {
  const nodes = [node('b', ['x', 'y']), node('a', ['z'])];
  const series = [answer('old', 'q', [1]), answer('a', 'z', [2]), answer('b', 'y', [3]), answer('b', 'x', [4])];
  const rows = stripRows(series, nodes, columns);
  expect(rows.map(({ node: uid, index, first }) => [uid, index, first])).toEqual([
    ['b', 0, true],
    ['b', 1, false],
    ['a', 0, true],
    ['old', null, true],
  ]);
});

test('nodes that are gone are named once it is known what they were called', () => {
  const series = [answer('old', 'q', [1]), answer('a', 'z', [2]), answer('old', 'r', [3])];
  expect(unknownNodes(series, [node('a', ['z'])])).toEqual(['old']);
  const rows = stripRows(series, [node('a', ['z']), node('old', ['q', 'r'])], columns);
  expect(rows.map(({ name, index }) => [name, index])).toEqual([
    ['a', 0],
    ['old', 0],
    ['old', 1],
  ]);
});

test('what was not sampled is no value, and what is outside of the columns is left out', () => {
  const [row] = stripRows([answer('a', 'z', [10, null, 30, 40, 50], -60_000)], [node('a', ['z'])], columns);
  expect(row?.values).toEqual([null, 30, 40]);
});

test('a column is never outside of what was measured in it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 100 }))),
      fc.integer({ min: -200_000, max: 200_000 }),
      (mean, t0) => {
        const [row] = stripRows([answer('a', 'z', mean, t0)], [node('a', ['z'])], columns);
        for (const value of row?.values ?? []) expect(value === null || (value >= 0 && value <= 100)).toBe(true);
      },
    ),
  );
});
