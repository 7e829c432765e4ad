import type { Cluster } from '@trainyard/contracts/cluster';
import { describe, expect, test } from 'vitest';
import { patchCluster, patchJob } from './patch.ts';
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
