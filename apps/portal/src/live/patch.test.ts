import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { describe, expect, test } from 'vitest';
import { patchCluster, patchJob, patchNode } from './patch.ts';
import { jobOf } from './testing/jobs.ts';

const at = Date.UTC(2026, 0, 1, 0, 0, 5);

describe('an event of a job', () => {
  test('becomes what is presented, as the server would', () => {
    const changed = { state: 'running', stateAt: at, startedAt: at, reasons: [] };
    const patched = patchJob(jobOf(1), { revision: 2, changed });
    expect(patched).toEqual({
      kind: 'patched',
      value: jobOf(1, {
        executionState: 'running',
        executionStateTransitionTime: '2026-01-01T00:00:05Z',
        executionInfo: { startTime: '2026-01-01T00:00:05Z' },
        revision: 2,
      }),
    });
  });

  test('takes away what is not any more', () => {
    const running = jobOf(1, { executionInfo: { startTime: '2026-01-01T00:00:05Z' } });
    const patched = patchJob(running, { revision: 2, changed: { state: 'queued', startedAt: null } });
    expect(patched).toMatchObject({ kind: 'patched', value: { executionInfo: {} } });
  });

  test('that ends it leaves nothing to terminate', () => {
    const patched = patchJob(jobOf(1), { revision: 2, changed: { state: 'failed', exitCode: 7, endedAt: at } });
    expect(patched).toMatchObject({
      kind: 'patched',
      value: { can: { terminate: false }, executionInfo: { exitCode: 7 } },
    });
  });

  test('tells what of it was removed, and by whose word', () => {
    const pruned = { logs: { at, keptFor: 'P1D', by: 'workspace' } };
    const patched = patchJob(jobOf(1), { revision: 2, changed: { pruned } });
    const told = { logs: { at: '2026-01-01T00:00:05Z', keptFor: 'P1D', by: 'workspace' } };
    expect(patched).toMatchObject({ kind: 'patched', value: { pruned: told } });
  });

  test('that is had already changes nothing; one that skips a revision, or speaks of what is not known here, asks', () => {
    expect(patchJob(jobOf(1), { revision: 1, changed: { state: 'failed' } })).toEqual({ kind: 'same' });
    expect(patchJob(jobOf(1), { revision: 3, changed: { state: 'failed' } })).toEqual({ kind: 'refetch' });
    expect(patchJob(jobOf(1), { revision: 2, changed: { somethingNew: 1 } })).toEqual({ kind: 'refetch' });
    expect(patchJob(jobOf(1), { revision: 2, changed: { constructor: 1 } })).toEqual({ kind: 'refetch' });
  });
});

test('an event carries its own revision among its values, and is patched in all the same', () => {
  const cluster = { revision: 3, targetNodeCount: 1 } as Cluster;
  expect(patchCluster(cluster, { revision: 4, changed: { targetNodes: 2, revision: 4 } })).toEqual({
    kind: 'patched',
    value: { revision: 4, targetNodeCount: 2 },
  });
});

describe('an event of a job that waits', () => {
  const forecast = { at: 1, p50: 2, p90: 3, samples: 4 };

  test('tells its hold, its priority, its forecast and its shards', () => {
    const shards = { count: 4, waiting: 4, running: 0, retrying: 0, succeeded: 0, failed: 0 };
    const changed = { held: true, forecast, shards, spec: { schedulingPriority: 'high', nodeCount: 9 } };
    expect(patchJob(jobOf(1), { revision: 2, changed })).toEqual({
      kind: 'patched',
      value: jobOf(1, { held: true, forecast, shards, schedulingPriority: 'high', revision: 2 }),
    });
  });

  test('that starts it takes its forecast away', () => {
    const patched = patchJob(jobOf(1, { forecast }), { revision: 2, changed: { state: 'running' } });
    expect(patched).toMatchObject({ kind: 'patched', value: { forecast: null } });
  });
});

test('an event of a cluster tells what hinders it, and how it is scheduled and priced from now on', () => {
  const cluster = { revision: 1, scalingHindrance: null, price: null, lowPriority: null } as unknown as Cluster;
  const price = { perNodeHour: 1, currency: 'EUR' };
  const scheduling = { queues: [] };
  const hindrance = { code: 'scaleQuotaReached', params: {} };
  const changed = { hindrance, spec: { scaleSettings: {}, scheduling, price } };
  expect(patchCluster(cluster, { revision: 2, changed })).toMatchObject({
    kind: 'patched',
    value: { scalingHindrance: hindrance, scheduling, price, lowPriority: null },
  });
});

test('an event of a node tells when it is taken back; labels are its cluster’s too, and are asked for', () => {
  const node = { revision: 1, reclaimTime: null } as unknown as Node;
  expect(patchNode(node, { revision: 2, changed: { reclaimAt: at } })).toMatchObject({
    kind: 'patched',
    value: { reclaimTime: '2026-01-01T00:00:05Z' },
  });
  const drain = { by: 'ada', since: at, deadline: at };
  expect(patchNode(node, { revision: 2, changed: { drain } })).toMatchObject({
    value: { drain: { by: 'ada', since: '2026-01-01T00:00:05Z', deadline: '2026-01-01T00:00:05Z' } },
  });
  expect(patchNode(node, { revision: 2, changed: { drain: null } })).toMatchObject({ value: { drain: null } });
  expect(patchNode(node, { revision: 2, changed: { labels: { zone: 'a' } } })).toEqual({ kind: 'refetch' });
});
