import { expect, it } from 'vitest';
import { logName, type Planned, sumsOf, together } from './together.ts';

const at = (task: number, rank: number, more: Partial<Planned> = {}): Planned => ({
  task,
  rank,
  role: 'rank',
  command: 'run',
  env: {},
  log: String(rank),
  startedBy: 'agent',
  exitRule: 'required',
  ...more,
});

it('folds ranks of one node that start the same', () => {
  const other = { command: 'other' };
  const runs = together([at(0, 0), at(0, 1), at(1, 2), at(1, 3, other), at(1, 4, { ...other, role: 'worker' })]);
  expect(runs.map(({ first, last }) => [first.task, first.rank, last.rank])).toEqual([
    [0, 0, 1],
    [1, 2, 2],
    [1, 3, 3],
    [1, 4, 4],
  ]);
});

it('leaves a launcher apart from the ranks that it starts', () => {
  const runs = together([at(0, 0), at(0, 1, { startedBy: 'launcher' }), at(0, 2, { startedBy: 'launcher' })]);
  expect(runs.map(({ first, last }) => [first.rank, last.rank])).toEqual([
    [0, 0],
    [1, 2],
  ]);
});

it('counts nodes and roles', () => {
  expect(sumsOf([at(0, 0, { role: 'ps' }), at(0, 1, { role: 'worker' }), at(1, 2, { role: 'worker' })])).toEqual({
    nodes: 2,
    processes: 3,
    roles: [
      ['ps', 1],
      ['worker', 2],
    ],
  });
});

it('names logs as their files', () => {
  expect([null, 'wk-0'].map(logName)).toEqual(['stdout.txt', 'stdout-wk-0.txt']);
});
