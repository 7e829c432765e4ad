import type { VolumeReport } from '@trainyard/contracts/planned-volume';
import { expect, it } from 'vitest';
import { volumesOf } from './volumes-of.ts';

const volume = (at: string, state: VolumeReport['state'], more: Partial<VolumeReport> = {}): VolumeReport => ({
  at,
  label: at,
  state,
  reason: null,
  since: 0,
  ...more,
});
const task = (name: string, ...volumes: VolumeReport[]) => ({ node: { uid: name, name }, volumes });

it('tells each place once, by the task that has the most trouble with it', () => {
  const reason = { code: 'volumeLost', params: {} };
  const seen = volumesOf([
    task('n1', volume('data', 'mounted'), volume('out', 'mounting')),
    task('n2', volume('data', 'failing', { reason, since: 5 }), volume('out', 'mounting')),
    task('n3', volume('data', 'mounted'), volume('out', 'mounted')),
  ]);
  expect(seen.map(({ at, state, nodes, of }) => [at, state, nodes, of])).toEqual([
    ['data', 'failing', ['n2'], 3],
    ['out', 'mounting', ['n1', 'n2'], 3],
  ]);
  expect(seen[0]).toMatchObject({ reason, since: 5 });
});

it('keeps the reason that one of several gives', () => {
  const reason = { code: 'volumeLost', params: {} };
  const seen = volumesOf([task('n1', volume('data', 'failing')), task('n2', volume('data', 'failing', { reason }))]);
  expect(seen[0]?.reason).toEqual(reason);
});

it('has nothing to tell of tasks without volumes', () => expect(volumesOf([task('n1')])).toEqual([]));
