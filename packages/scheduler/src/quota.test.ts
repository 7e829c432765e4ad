import { describe, expect, test } from 'vitest';
import type { Decision, SchedulerLimit, SchedulerQueue, SchedulerUnit, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { clusterOf, nodeOf, noon, unitOf } from './testing/worlds.ts';

const size = { gpus: 10, cpus: 10, memoryBytes: 100 };
const queueOf = (name: string, nominal: number, over: Partial<SchedulerQueue> = {}): SchedulerQueue => {
  return { name, cohort: 'x', nominal: { gpus: nominal }, borrowing: null, lending: null, ...over };
};
const job = (order: number, queue: string, gpus: number, over: Partial<SchedulerUnit> = {}) =>
  unitOf(order, { queue, share: { gpus, cpus: 0.1, memoryBytes: 1 }, ...over });

/** A unit that runs, on node n9 for the sake of quotas alone. */
const running = (order: number, queue: string, gpus: number, over: Partial<SchedulerUnit> = {}): SchedulerUnit => ({
  ...job(order, queue, gpus),
  held: [
    { nodeUid: 'n9', gpuIds: Array.from({ length: gpus }, (_, id) => id + order * 100), cpus: 0.1, memoryBytes: 1 },
  ],
  startedAt: noon,
  ...over,
});

function loaded(queues: SchedulerQueue[], units: SchedulerUnit[], over: Partial<Snapshot> = {}, preempts = false) {
  const scheduler = createScheduler({ depth: 100 });
  const nodes = [0, 1, 2, 3].map((ordinal) => nodeOf(ordinal, size));
  scheduler.load({
    clusters: [clusterOf({ queues, nodeSize: size, preempts, scale: { kind: 'manual', target: 5 } })],
    nodes,
    units,
    limits: [],
    ...over,
  });
  return scheduler;
}

const starts = (decisions: readonly Decision[]) =>
  decisions.flatMap((one) => (one.type === 'start' ? [one.unitUid] : []));
const startsWith = (...args: Parameters<typeof loaded>) => starts(loaded(...args).decide(noon, 100));

describe('queues of a cohort', () => {
  test('use their own, and what others leave', () => {
    const queues = [queueOf('red', 4), queueOf('blue', 4)];
    expect(startsWith(queues, [job(1, 'red', 8), job(2, 'blue', 1)])).toEqual(['u1']);
    expect(startsWith(queues, [job(1, 'red', 9)])).toEqual([]);
  });

  test('borrow no more than they may', () => {
    const queues = [queueOf('red', 4, { borrowing: { gpus: 2 } }), queueOf('blue', 4)];
    expect(startsWith(queues, [job(1, 'red', 6)])).toEqual(['u1']);
    expect(startsWith(queues, [job(1, 'red', 7)])).toEqual([]);
  });

  test('lend no more than they will', () => {
    const queues = [queueOf('red', 4), queueOf('blue', 4, { lending: { gpus: 1 } })];
    expect(startsWith(queues, [job(1, 'red', 5)])).toEqual(['u1']);
    expect(startsWith(queues, [job(1, 'red', 6)])).toEqual([]);
    // What it does not lend it has whatever others took.
    expect(startsWith(queues, [running(0, 'red', 5), job(1, 'blue', 3), job(2, 'blue', 1)])).toEqual(['u1']);
  });

  test('without a cohort have their own alone; without a listing `default` has all; a queue that is gone counts as it', () => {
    const alone = [queueOf('red', 4, { cohort: null }), queueOf('blue', 4)];
    expect(startsWith(alone, [job(1, 'red', 5), job(2, 'default', 9), job(3, 'gone', 9)])).toEqual(['u2', 'u3']);
  });

  test('are told what is short: of their own and of the cohort', () => {
    const scheduler = loaded(
      [queueOf('red', 4, { borrowing: { gpus: 1 } }), queueOf('blue', 4)],
      [running(0, 'blue', 6), running(9, 'red', 2), job(1, 'red', 4), job(2, 'blue', 1)],
    );
    expect(scheduler.explain('u1', noon)).toEqual([
      { code: 'queueQuota', params: { queue: 'red', used: 2, limit: 5, resource: 'gpus', needed: 4 } },
    ]);
    expect(scheduler.explain('u2', noon)[0]).toEqual({
      code: 'cohortQuota',
      params: { cohort: 'x', free: 0, resource: 'gpus', queue: 'blue', needed: 1 },
    });
    expect(scheduler.queues('c0')).toEqual([
      {
        name: 'red',
        cohort: 'x',
        used: { nodes: 0, cpus: 0.1, gpus: 2 },
        borrowed: { nodes: 0, cpus: 0, gpus: 0 },
        running: 1,
        waiting: 1,
      },
      {
        name: 'blue',
        cohort: 'x',
        used: { nodes: 0, cpus: 0.1, gpus: 6 },
        borrowed: { nodes: 0, cpus: 0, gpus: 2 },
        running: 1,
        waiting: 1,
      },
      {
        name: 'default',
        cohort: null,
        used: { nodes: 0, cpus: 0, gpus: 0 },
        borrowed: { nodes: 0, cpus: 0, gpus: 0 },
        running: 0,
        waiting: 0,
      },
    ]);
  });

  test('keep what the first of a queue waits for from those behind it, unless they have ended by then', () => {
    const queues = [queueOf('red', 4, { cohort: null })];
    const first = running(0, 'red', 2, { limitMs: 60_000 });
    const units = [
      first,
      job(1, 'red', 4),
      job(2, 'red', 1, { limitMs: 60_001 }),
      job(3, 'red', 1, { limitMs: 60_000 }),
    ];
    expect(startsWith(queues, units)).toEqual(['u3']);
  });

  test('keep the quota of the one that nodes are kept for, even from what has ended before it can start', () => {
    const nodes = [0, 1].map((ordinal) => nodeOf(ordinal, { ...size, idleSince: ordinal === 0 ? null : noon }));
    const whole = {
      ...unitOf(0),
      held: [{ nodeUid: 'n0', gpuIds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], cpus: 10, memoryBytes: 100 }],
      startedAt: noon,
    };
    const units = [
      { ...whole, limitMs: 60_000 },
      job(1, 'red', 2, { nodeCount: 2 }),
      job(2, 'red', 2, { limitMs: 60_000 }),
    ];
    const others = [job(3, 'blue', 2, { limitMs: 60_000 })];
    const queues = [queueOf('red', 4, { cohort: null }), queueOf('blue', 4)];
    // Were the first to end early, the other would have the nodes but not the quota, and somebody else would take the nodes.
    const clusters = [clusterOf({ queues, nodeSize: size, scale: { kind: 'manual', target: 2 } })];
    expect(startsWith(queues, [...units, ...others], { nodes, clusters })).toEqual(['u3']);
  });

  test('that ask for more than they may ever have hold up nobody', () => {
    expect(startsWith([queueOf('red', 4)], [job(1, 'red', 5), job(2, 'red', 4)])).toEqual(['u2']);
  });

  test('take back what they lent', () => {
    const queues = [queueOf('red', 4), queueOf('blue', 4)];
    const owing = [
      running(1, 'blue', 4, { startedAt: noon - 5000 }),
      running(2, 'blue', 2, { startedAt: noon - 1000 }),
    ];
    const nodes = [nodeOf(0, size), nodeOf(9, { ...size, gpus: 300, idleSince: null })];
    const scheduler = loaded(queues, [...owing, job(5, 'red', 4), job(6, 'blue', 4)], { nodes }, true);
    expect(scheduler.decide(noon, 10).filter((one) => one.type === 'preempt')).toEqual([
      {
        type: 'preempt',
        unitUid: 'u5',
        victims: [{ unitUid: 'u2', lostMs: 1000 }],
        why: { code: 'preemptedForQuota', params: { queue: 'red', job: 'j5' } },
      },
    ]);
  });
});

describe('limits of workspaces and users', () => {
  const limit = (over: Partial<SchedulerLimit>): SchedulerLimit => ({
    scope: 'user',
    key: 'ada',
    name: 'ada',
    ...over,
  });

  test('hold over all clusters: two cannot both use the last of one', () => {
    const clusters = ['c0', 'c1'].map((uid) =>
      clusterOf({ uid, name: uid, nodeSize: size, scale: { kind: 'manual', target: 1 } }),
    );
    const nodes = [0, 1].map((ordinal) => nodeOf(ordinal, { ...size, clusterUid: `c${ordinal}` }));
    const units = [job(1, 'default', 3, { clusterUid: 'c0' }), job(2, 'default', 3, { clusterUid: 'c1' })];
    const scheduler = loaded([], units, { clusters, nodes, limits: [limit({ gpus: 5 })] });
    expect(starts(scheduler.decide(noon, 10))).toEqual(['u1']);
    expect(scheduler.explain('u2', noon)).toEqual([
      { code: 'userLimit', params: { name: 'ada', used: 3, limit: 5, resource: 'gpus', needed: 3 } },
    ]);
    scheduler.apply({ type: 'limits', limits: [] });
    expect(starts(scheduler.decide(noon, 10))).toEqual(['u1', 'u2']);
  });

  test('of jobs count units, of workspaces all their users', () => {
    const both = [limit({ jobs: 2 }), limit({ scope: 'workspace', key: 'w0', name: 'local/default', cpus: 0.3 })];
    const units = [1, 2, 3]
      .map((order) => job(order, 'default', 1))
      .concat([4, 5].map((order) => job(order, 'default', 1, { user: 'bob' })));
    const scheduler = loaded([], units, { limits: both });
    expect(starts(scheduler.decide(noon, 10))).toEqual(['u1', 'u4', 'u2']);
    expect(scheduler.explain('u3', noon).map(({ code }) => code)).toEqual(['workspaceLimit', 'userLimit']);
    expect(scheduler.explain('u5', noon)[0]).toEqual({
      code: 'workspaceLimit',
      params: { name: 'local/default', used: 0.3, limit: 0.3, resource: 'cpus', needed: 0.1 },
    });
  });

  test('hold up nobody else, and keep what one waits for from its own small ones', () => {
    const units = [
      running(0, 'default', 2),
      job(1, 'default', 4),
      job(2, 'default', 1),
      job(3, 'default', 1, { user: 'bob' }),
    ];
    expect(startsWith([], units, { limits: [limit({ gpus: 5 })] })).toEqual(['u3']);
  });
});
