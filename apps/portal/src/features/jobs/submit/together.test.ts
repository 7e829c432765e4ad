import { expect, it } from 'vitest';
import { together } from './together.ts';

const at = (task: number, rank: number, command = 'run', role = 'rank') => ({ task, rank, role, command, env: {} });

it('folds ranks of one node that start the same', () => {
  const runs = together([at(0, 0), at(0, 1), at(1, 2), at(1, 3, 'other'), at(1, 4, 'other', 'worker')]);
  expect(runs.map(({ first, last }) => [first.task, first.rank, last])).toEqual([
    [0, 0, 1],
    [1, 2, 2],
    [1, 3, 3],
    [1, 4, 4],
  ]);
});
