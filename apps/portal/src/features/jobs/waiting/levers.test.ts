import type { Lever } from '@trainyard/contracts/standing';
import { expect, test } from 'vitest';
import { jobOf, uidOf } from '../../../live/testing/jobs.ts';
import { changesIn, wayOf } from './levers.ts';

const job = jobOf(1);
const other = { uid: uidOf(9), workspace: 'w', name: 'other one' };

test.each<[Lever, object]>([
  [{ kind: 'fewerNodes', nodeCount: 2 }, { nodeCount: 2 }],
  [{ kind: 'otherCluster', cluster: other }, { cluster: 'other one' }],
  [{ kind: 'otherQueue', queue: 'night' }, { queue: 'night' }],
  [
    { kind: 'smallerShare', gpusPerNode: 1, cpusPerNode: 0.5, memoryPerNode: 2 ** 30 },
    { gpusPerNode: 1, cpusPerNode: 0.5, memoryPerNode: 2 ** 30 },
  ],
])('%j opens the form with the change, and the form reads the same change', (lever, changes) => {
  const way = wayOf(lever, job);
  if (way.kind !== 'go') throw new Error('it is no page');
  const url = new URL(way.to, 'http://here');
  expect(url.pathname).toBe('/w/w/jobs/new');
  expect(url.searchParams.get('from')).toBe('e/job-1');
  expect(changesIn(url.searchParams)).toEqual(changes);
});

test('a priority and a release are changes of the job itself, more nodes are the cluster’s', () => {
  expect(wayOf({ kind: 'higherPriority', priority: 'high', preempts: 2 }, job)).toEqual({
    kind: 'change',
    body: { schedulingPriority: 'high' },
    takes: 2,
  });
  expect(wayOf({ kind: 'release' }, job)).toMatchObject({ kind: 'change', body: { held: false } });
  expect(wayOf({ kind: 'moreNodes', more: 1, target: 3 }, job)).toEqual({
    kind: 'go',
    to: '/w/w/clusters/c?resize=3',
  });
});

test('what is no number in an address changes nothing', () => {
  expect(changesIn(new URLSearchParams('nodeCount=many&gpusPerNode=-1&from=e/x'))).toEqual({});
});
