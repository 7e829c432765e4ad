import { QueryClient } from '@tanstack/react-query';
import type { EventType, TrainyardEvent } from '@trainyard/contracts/events';
import { eventTypes } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import { beforeEach, expect, test, vi } from 'vitest';
import { EventCache } from './apply-events.ts';
import { keys } from './keys.ts';
import { Refresh } from './refresh.ts';
import { jobOf, uidOf } from './testing/jobs.ts';

let queries: QueryClient;
let refresh: Refresh;
let fetched: string[];
let server: Map<string, Job>;
let cache: EventCache;
const list = keys.jobs('w', {});
const address = (number: number) => ({ workspace: 'w', experiment: 'e', name: `job-${number}` });

beforeEach(() => {
  queries = new QueryClient();
  refresh = new Refresh(queries);
  vi.spyOn(refresh, 'soon');
  fetched = [];
  server = new Map();
  cache = new EventCache(queries, refresh, async ({ name }) => {
    fetched.push(name);
    const job = server.get(name);
    if (job === undefined) throw new Error('gone');
    return job;
  });
  queries.setQueryData(list, { pages: [{ items: [jobOf(2), jobOf(1)], next: null, seq: 1 }], pageParams: [undefined] });
});

let seq = 0;
function event(type: EventType, number: number, revision: number, changed: object, path = ''): TrainyardEvent {
  const { kind } = eventTypes[type];
  return {
    seq: ++seq,
    at: 0,
    type,
    subject: { kind, uid: uidOf(number), path: `local/default/w/experiments/e/jobs/job-${number}${path}` },
    workspaceUid: null,
    clusterUid: null,
    jobUid: uidOf(number),
    revision,
    actor: { kind: 'controller', id: 'c', name: 'c', via: 'control' },
    cause: null,
    changed: { ...changed },
  };
}

const listed = () =>
  queries
    .getQueryData<{ pages: { items: Job[] }[] }>(list)
    ?.pages.flatMap(({ items }) => items.map((job) => `${job.name} ${job.executionState}`));

test('a change is patched into every place that shows the job, without asking', () => {
  queries.setQueryData(keys.job(address(1)), jobOf(1));
  cache.apply([
    event('job.started', 1, 2, { state: 'running', stateAt: 5 }),
    event('job.succeeded', 1, 3, { state: 'succeeded' }),
  ]);
  expect(listed()).toEqual(['job-2 queued', 'job-1 succeeded']);
  expect(queries.getQueryData<Job>(keys.job(address(1)))).toMatchObject({ executionState: 'succeeded', revision: 3 });
  expect(fetched).toEqual([]);
});

test('a new job is asked for once, however much happened to it, and stands first', async () => {
  server.set('job-3', jobOf(3, { executionState: 'running', revision: 2 }));
  cache.apply([event('job.submitted', 3, 1, { name: 'job-3' }), event('job.started', 3, 2, { state: 'running' })]);
  await vi.waitFor(() => expect(listed()).toEqual(['job-3 running', 'job-2 queued', 'job-1 queued']));
  expect(fetched).toEqual(['job-3']);
});

test('a revision that was not seen is asked for', async () => {
  server.set('job-1', jobOf(1, { executionState: 'failed', revision: 9 }));
  cache.apply([event('job.failed', 1, 9, { state: 'failed' })]);
  await vi.waitFor(() => expect(listed()).toEqual(['job-2 queued', 'job-1 failed']));
});

test('a flood of unknown jobs asks for the lists, not for each', () => {
  cache.apply(Array.from({ length: 50 }, (_, at) => event('job.submitted', 100 + at, 1, {})));
  expect(fetched).toEqual([]);
  expect(refresh.soon).toHaveBeenCalledWith(keys.jobLists('w'));
});

test('a deleted job leaves the lists', () => {
  cache.apply([event('job.deleted', 2, 2, {})]);
  expect(listed()).toEqual(['job-1 queued']);
});

test('an attempt tells its job which phase it is in', () => {
  const attempt = event('attempt.created', 1, 1, { phase: 'starting', number: 1 }, '/units/0/attempts/1');
  cache.apply([attempt]);
  expect(queries.getQueryData<{ pages: { items: Job[] }[] }>(list)?.pages[0]?.items[1]).toMatchObject({
    phase: 'starting',
    attempt: 1,
  });
  expect(refresh.soon).toHaveBeenCalledWith(keys.attempts(address(1)));
});

/** A question whose answer the test gives: what the server said before the change comes after it. */
function slowly<T>(key: readonly unknown[]): (answer: T) => Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const asked = queries.fetchQuery({ queryKey: key, queryFn: () => promise });
  return async (answer) => {
    resolve(answer);
    await asked;
  };
}

test('an answer that was on its way when its job changed is asked for once more', async () => {
  const key = keys.job(address(1));
  const answer = slowly<Job>(key);
  cache.apply([event('job.succeeded', 1, 2, { state: 'succeeded' })]);
  await answer(jobOf(1));
  expect(queries.getQueryData<Job>(key)).toMatchObject({ executionState: 'queued' });
  expect(refresh.soon).toHaveBeenCalledWith(key);
});

test('so is a list of clusters that was on its way when one of them was deleted', async () => {
  const key = keys.clusters('w');
  queries.setQueryData(key, [{ uid: uidOf(1), name: 'c', revision: 1 }]);
  const answer = slowly(key);
  const gone = event('cluster.deleted', 1, 2, {});
  cache.apply([{ ...gone, subject: { ...gone.subject, path: 'local/default/w/clusters/c' } }]);
  expect(queries.getQueryData(key)).toEqual([]);
  await answer([{ uid: uidOf(1), name: 'c', revision: 1 }]);
  expect(refresh.soon).toHaveBeenCalledWith(key);
});

test('what one place has already, another is given', () => {
  queries.setQueryData(keys.job(address(1)), jobOf(1));
  queries.setQueryData(list, {
    pages: [{ items: [jobOf(1, { executionState: 'failed', revision: 2 })], next: null, seq: 1 }],
    pageParams: [undefined],
  });
  cache.apply([event('job.failed', 1, 2, { state: 'failed' })]);
  expect(queries.getQueryData<Job>(keys.job(address(1)))).toMatchObject({ executionState: 'failed' });
});

test('whatever happens in a cluster asks anew why its jobs wait, at its own pace; what happens elsewhere does not', () => {
  const seldom = vi.spyOn(refresh, 'seldom');
  const inCluster = { ...event('allocation.released', 1, 2, {}), clusterUid: uidOf(9_000) };
  cache.apply([event('job.updated', 1, 2, { reasons: [] }), inCluster]);
  const asked = seldom.mock.calls.map(([key]) => key);
  expect(asked).toContainEqual(keys.explanations(uidOf(9_000)));
  expect(asked).toContainEqual(keys.queues(uidOf(9_000)));
  expect(asked).toHaveLength(2);
});

test('receipts, reservations and units are asked for where they are shown', () => {
  const seldom = vi.spyOn(refresh, 'seldom');
  cache.apply([
    event('preemption.made', 1, 1, {}, '/preemptions/1'),
    event('unit.updated', 1, 2, {}, '/units/3'),
    {
      ...event('reservation.created', 1, 1, {}),
      subject: { kind: 'reservation', uid: uidOf(5), path: 'local/default/w/clusters/c/reservations/r' },
    },
  ]);
  const asked = vi.mocked(refresh.soon).mock.calls.map(([key]) => key);
  expect(asked).toContainEqual(keys.receiptsIn('w'));
  expect(asked).toContainEqual(keys.reservations('w', 'c'));
  expect(seldom.mock.calls.map(([key]) => key)).toContainEqual(keys.unitsOf(address(1)));
});

test('a list that is known to be old is still old when a job of it, or of another list, is patched', () => {
  const mine = keys.jobWindow('w', {}, 0);
  const other = keys.jobWindow('w', {}, 1);
  queries.setQueryData(mine, { items: [jobOf(1)], next: null, seq: 1 });
  queries.setQueryData(other, { items: [], next: null, seq: 1 });
  const all = [mine, other, list];
  for (const key of all) void queries.invalidateQueries({ queryKey: key });
  cache.apply([event('job.started', 1, 2, { state: 'running' })]);
  expect(queries.getQueryData<{ items: Job[] }>(mine)?.items[0]).toMatchObject({ executionState: 'running' });
  expect(all.map((key) => queries.getQueryState(key)?.isInvalidated)).toEqual([true, true, true]);
});

test('what a node that is gone was called stays as it is, whatever becomes of those that there are', async () => {
  const key = keys.goneNode(uidOf(1));
  queries.setQueryData(key, { name: 'node-1' });
  await queries.invalidateQueries({ queryKey: ['nodes', 'w'] });
  expect(queries.getQueryState(key)?.isInvalidated).toBe(false);
});
