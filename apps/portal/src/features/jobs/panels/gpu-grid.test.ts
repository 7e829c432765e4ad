import type { Attempt } from '@trainyard/contracts/attempt';
import type { Node } from '@trainyard/contracts/node';
import { describe, expect, test } from 'vitest';
import type { SeriesHead } from '../../../live/series-buffer.ts';
import { gpuRows, nodesOf } from './gpu-grid.ts';

const head = (nodeUid: string, device: string): SeriesHead => ({
  metric: 'gpu.utilisation',
  source: 'simulated',
  nodeUid,
  device,
});
const process = (index: number, rank: number) => ({ index, rank });
const task = (uid: string, gpuIds: number[], processes: object[]) => ({
  node: { uid, name: `node-${uid}` },
  gpuIds,
  processes,
});
const attempt = (number: number, ...tasks: object[]) => ({ number, unit: 0, tasks }) as unknown as Attempt;
const node = (uid: string, ...uuids: string[]) =>
  ({ uid, found: { gpus: uuids.map((uuid, index) => ({ uuid, index })) } }) as unknown as Node;

describe('the GPUs of a job', () => {
  test('stand in rows of nodes, in the order of the machine, with the rank that has them', () => {
    const attempts = [attempt(1, task('a', [0, 1], [process(0, 0), process(1, 1)]), task('b', [0], [process(0, 2)]))];
    const rows = gpuRows([head('a', 'y'), head('b', 'z'), head('a', 'x')], attempts, [node('a', 'x', 'y')]);
    expect(rows.map(({ name, gpus }) => [name, gpus.map(({ uuid, rank }) => [uuid, rank])])).toEqual([
      [
        'node-a',
        [
          ['x', 0],
          ['y', 1],
        ],
      ],
      ['node-b', [['z', 2]]],
    ]);
  });

  test('have no rank of their own where one process has several', () => {
    const attempts = [attempt(1, task('a', [0, 1], [process(0, 0)]))];
    expect(gpuRows([head('a', 'x')], attempts, [node('a', 'x', 'y')])[0]?.gpus[0]?.rank).toBeNull();
  });

  test('of nodes that are gone stay, the newest attempt first', () => {
    const attempts = [attempt(1, task('old', [0], [])), attempt(2, task('new', [0], []))];
    expect(nodesOf(attempts).map(({ nodeUid }) => nodeUid)).toEqual(['new', 'old']);
    expect(gpuRows([head('old', 'x')], attempts, []).map(({ name }) => name)).toEqual(['node-old']);
    expect(gpuRows([head('old', 'x'), head('new', 'y')], attempts, [])).toMatchObject([
      { name: 'node-new', attempt: 2, past: false },
      { name: 'node-old', attempt: 1, past: true },
    ]);
    expect(gpuRows([{ ...head('old', 'x'), metric: 'gpu.power' }], attempts, [])).toEqual([]);
  });
});
