import { describe, expect, test } from 'vitest';
import type { Decision, Resources, SchedulerCluster, SchedulerNode, SchedulerUnit, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { autoOf, clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

const size: Resources = { gpus: 4, cpus: 16, memoryBytes: 64 };
const part = (gpus: number): Resources => ({ gpus, cpus: gpus, memoryBytes: gpus });
const why = (code: string) => ({ code, params: {} });

function decide(
  units: SchedulerUnit[],
  cluster: Partial<SchedulerCluster>,
  nodes: SchedulerNode[] = [],
  over: Partial<Snapshot> = {},
): Decision[] {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load({ clusters: [clusterOf({ nodeSize: size, ...cluster })], nodes, units, limits: [], ...over });
  return scheduler.decide(noon, 100);
}

const resizes = (decisions: readonly Decision[]) =>
  decisions.flatMap((one) => (one.type === 'resize' ? [{ target: one.target, code: one.why.code, at: one.at }] : []));
const hinder = (decisions: readonly Decision[]) => decisions.find((one) => one.type === 'hinder')?.why;
const targetOf = (...args: Parameters<typeof decide>) => resizes(decide(...args))[0]?.target;

describe('demand', () => {
  const scale = autoOf({ maximum: 10 });

  test('packs parts, also onto what running ones left', () => {
    const small = [1, 2, 3, 4, 5].map((order) => unitOf(order, { share: part(1) }));
    expect(targetOf(small, { scale })).toBe(2);
    const held = {
      ...unitOf(0, { share: part(2) }),
      held: [{ nodeUid: 'n0', gpuIds: [0, 1], cpus: 2, memoryBytes: 2 }],
      startedAt: noon,
    };
    const half = nodeOf(0, { ...size, idleSince: null });
    expect(targetOf([held, ...small.slice(0, 3)], { scale: autoOf({ maximum: 10, target: 1 }) }, [half])).toBe(2);
    expect(
      targetOf([held, ...small.slice(0, 2)], { scale: autoOf({ maximum: 10, target: 1 }) }, [half]),
    ).toBeUndefined();
  });

  test('counts gangs of parts on distinct nodes, and arrays by the shards that may run', () => {
    expect(targetOf([unitOf(1, { share: part(1), nodeCount: 3 })], { scale })).toBe(3);
    expect(targetOf([unitOf(1, { array: { left: 1000, parallel: 7 } })], { scale })).toBe(7);
    expect(targetOf([unitOf(1, { array: { left: 2, parallel: 7 } })], { scale })).toBe(2);
  });

  test('is not made by what is held, too large a part, or labels that new nodes would not have', () => {
    const units = [
      unitOf(1, { blocked: why('held') }),
      unitOf(2, { share: part(5) }),
      unitOf(3, { labels: { zone: 'b' } }),
    ];
    expect(resizes(decide(units, { scale }))).toEqual([]);
    expect(targetOf([unitOf(3, { labels: { zone: 'a' } })], { scale, labels: { zone: 'a' } })).toBe(1);
  });

  test('is what quotas and limits let run; the rest is told', () => {
    const units = [1, 2, 3].map((order) => unitOf(order));
    const queues = [{ name: 'default', cohort: null, nominal: { nodes: 2 }, borrowing: null, lending: null }];
    const bounded = decide(units, { scale, queues });
    expect(resizes(bounded)[0]?.target).toBe(2);
    expect(hinder(bounded)).toEqual({ code: 'scaleNotForLimits', params: { waiting: 1 } });
    const limits = [{ scope: 'user' as const, key: 'ada', name: 'ada', jobs: 1 }];
    expect(targetOf(units, { scale }, [], { limits })).toBe(1);
  });

  test('is made by a reservation while it lasts, and its nodes stay', () => {
    const reservation = { uid: 'r', name: 'exam', nodeCount: 3, workspaceUid: 'w1', from: noon - 1, to: noon + 1e6 };
    expect(resizes(decide([], { scale, reservations: [reservation] }))).toEqual([
      { target: 3, code: 'scaleForReservation', at: noon },
    ]);
    const idle = [0, 1, 2].map((ordinal) => nodeOf(ordinal, { ...size, idleSince: noon - 1e6 }));
    const kept = decide([], { scale: autoOf({ maximum: 10, target: 3 }), reservations: [reservation] }, idle);
    expect(kept.filter((one) => one.type === 'drain')).toEqual([]);
    // Jobs of its workspace run on it and need no further nodes.
    expect(targetOf([unitOf(1, { workspaceUid: 'w1', nodeCount: 2 })], { scale, reservations: [reservation] })).toBe(3);
    const later = { ...reservation, from: noon + 5000 };
    expect(resizes(decide([], { scale, reservations: [later] }))).toEqual([
      { target: 3, code: 'scaleForReservation', at: noon + 5000 },
    ]);
  });
});

describe('what hinders a size', () => {
  test('is that no more nodes can be had: growing is tried again at its time', () => {
    const scale = autoOf({ target: 1 });
    const noGrowth = { until: noon + 60_000, why: why('scaleQuotaReached') };
    const busy = nodeOf(0, { ...size, idleSince: null });
    const units = [runningOn(unitOf(0), [busy]), unitOf(1)];
    const decisions = decide(units, { scale, noGrowth }, [busy]);
    expect(resizes(decisions)).toEqual([{ target: 2, code: 'scaleUpForJobs', at: noon + 60_000 }]);
    expect(hinder(decisions)).toEqual(noGrowth.why);
    expect(decisions.find((one) => one.type === 'wait')?.reasons).toContainEqual(noGrowth.why);
    expect(resizes(decide(units, { scale, noGrowth: { ...noGrowth, until: noon } }, [busy]))).toMatchObject([
      { target: 2, at: noon },
    ]);
  });

  test('is its maximum, or idle nodes that may not go yet; else nothing', () => {
    expect(
      hinder(
        decide(
          [1, 2, 3].map((order) => unitOf(order)),
          { scale: autoOf({ maximum: 2 }) },
        ),
      ),
    ).toEqual({
      code: 'scaleAtMaximum',
      params: { needed: 3, target: 2 },
    });
    const idle = [0, 1].map((ordinal) => nodeOf(ordinal, { ...size, idleSince: noon - 1000 }));
    expect(hinder(decide([], { scale: autoOf({ target: 2 }) }, idle))).toEqual({
      code: 'scaleKeepsIdle',
      params: { idle: 2, seconds: 30 },
    });
    expect(hinder(decide([unitOf(1)], { scale: autoOf() }))).toBeNull();
  });
});

test('a fixed size that shrinks misses the emptiest node first, then the least lost work', () => {
  const nodes = [0, 1, 2, 3].map((ordinal) => nodeOf(ordinal, { ...size, idleSince: null }));
  const on = (order: number, gpus: number, startedAt: number): SchedulerUnit => ({
    ...unitOf(order, { share: part(gpus) }),
    held: [
      { nodeUid: `n${order}`, gpuIds: Array.from({ length: gpus }, (_, id) => id), cpus: gpus, memoryBytes: gpus },
    ],
    startedAt,
  });
  const units = [on(0, 2, noon - 1000), on(1, 1, noon - 9000), on(2, 1, noon - 5000), on(3, 4, noon)];
  const drains = decide(units, { scale: { kind: 'manual', target: 1 } }, nodes).filter((one) => one.type === 'drain');
  expect(drains).toEqual([{ type: 'drain', clusterUid: 'c0', nodeUids: ['n2', 'n1', 'n0'], busy: true }]);
});
