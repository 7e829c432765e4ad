import type { Attempt } from '@trainyard/contracts/attempt';
import { expect, it } from 'vitest';
import { liveTasks, placeIn, rangesOf } from './live-tasks.ts';

const task = (index: number, phase: string, ranks: number[]) => ({
  index,
  phase,
  node: { uid: `n${index}`, name: `pool-${index}` },
  processes: ranks.map((rank) => ({ rank })),
});
const attempt = (unit: number, number: number, phase: string, tasks: object[]) =>
  ({ unit, number, phase, tasks }) as unknown as Attempt;

it('are those whose processes run', () => {
  const found = liveTasks([
    attempt(0, 1, 'ended', [task(0, 'ended', [0])]),
    attempt(0, 2, 'running', [task(1, 'running', [3, 2]), task(0, 'running', [0, 1]), task(2, 'ended', [4])]),
    attempt(1, 1, 'starting', [task(0, 'starting', [])]),
  ]);
  expect(found.map(({ key, node, ranks }) => [key, node, ranks])).toEqual([
    ['0/2/0', 'pool-0', [0, 1]],
    ['0/2/1', 'pool-1', [2, 3]],
  ]);
  expect(found[1] && placeIn({ uid: 'j' }, found[1])).toMatchObject({
    kind: 'task',
    fence: { job: 'j', unit: 0, attempt: 2, task: 1 },
  });
});

it('say their ranks in runs', () => {
  expect([[], [2], [0, 1, 2], [0, 4, 5]].map(rangesOf)).toEqual(['', '2', '0–2', '0, 4–5']);
});
