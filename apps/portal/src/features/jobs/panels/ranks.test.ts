import type { Attempt } from '@trainyard/contracts/attempt';
import { expect, it } from 'vitest';
import { blamedRank, hasFailed, rankRows, wasStopped } from './ranks.ts';

type Process = Attempt['tasks'][number]['processes'][number];

const process = (index: number, rank: number, more: Partial<Process> = {}): Process => ({
  index,
  role: 'rank',
  rank,
  startedBy: 'agent',
  state: 'exited',
  exitCode: 0,
  signal: null,
  ...more,
});
const task = (index: number, processes: Process[]) =>
  ({ index, node: { uid: `n${index}`, name: `pool-${index}` }, processes }) as unknown as Attempt['tasks'][number];
const culprit = (of: { task: number; rank: number; exitCode?: number; signal?: string }) => ({
  node: 'pool',
  at: null,
  exitCode: null,
  signal: null,
  ...of,
});

it('stand by rank over all nodes', () => {
  const rows = rankRows({ culprit: null, tasks: [task(1, [process(0, 2), process(1, 3)]), task(0, [process(0, 0)])] });
  expect(rows.map(({ rank, node }) => [rank, node])).toEqual([
    [0, 'pool-0'],
    [2, 'pool-1'],
    [3, 'pool-1'],
  ]);
});

it('stand below the launcher that starts them', () => {
  const launched = { startedBy: 'launcher' as const };
  const rows = rankRows({
    culprit: culprit({ task: 0, rank: 0, exitCode: 7 }),
    tasks: [
      task(0, [process(0, 0, { role: 'launcher', exitCode: 7 }), process(1, 0, { ...launched, exitCode: 7 })]),
      task(1, [process(0, 1, { ...launched, signal: 'SIGTERM' })]),
    ],
  });
  expect(rows.map(({ role, rank, launched }) => [role, rank, launched])).toEqual([
    ['launcher', 0, false],
    ['rank', 0, true],
    ['rank', 1, true],
  ]);
  // The launcher ended because its rank did.
  expect(rows.map((row) => row.culprit)).toEqual([false, true, false]);
});

it('that are to blame are told by the attempt, or by its reason', () => {
  const reason = { code: 'processExited', params: { rank: 2 } };
  expect(blamedRank({ culprit: culprit({ task: 0, rank: 1 }), reason })).toBe(1);
  expect(blamedRank({ culprit: null, reason })).toBe(2);
  expect(blamedRank({ culprit: null, reason: { code: 'nodeLost', params: {} } })).toBeUndefined();
});

it('were stopped where they did not fail by themselves', () => {
  expect(wasStopped({ exitCode: 143, signal: 'SIGTERM', culprit: false })).toBe(true);
  expect(wasStopped({ exitCode: 143, signal: 'SIGTERM', culprit: true })).toBe(false);
  expect(wasStopped({ exitCode: 1, signal: null, culprit: false })).toBe(false);
});

it('name nobody where nobody is to blame', () => {
  expect(rankRows({ culprit: null, tasks: [task(0, [process(0, 0, { exitCode: 1 })])] })[0]?.culprit).toBe(false);
  expect(hasFailed({ exitCode: 0, signal: null })).toBe(false);
  expect(hasFailed({ exitCode: null, signal: 'SIGKILL' })).toBe(true);
});
