import { describe, expect, test } from 'vitest';
import type { Decision, SchedulerCluster, SchedulerUnit } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

function loaded(units: SchedulerUnit[], cluster: Partial<SchedulerCluster> = {}, nodes = 4) {
  const scheduler = createScheduler({ depth: 100 });
  const all = Array.from({ length: nodes }, (_, ordinal) => nodeOf(ordinal));
  const held = new Set(units.flatMap((unit) => unit.held?.map(({ nodeUid }) => nodeUid) ?? []));
  scheduler.load({
    clusters: [clusterOf({ scale: { kind: 'manual', target: nodes }, ...cluster })],
    nodes: all.map((node) => (held.has(node.uid) ? { ...node, idleSince: null } : node)),
    units,
    limits: [],
  });
  return scheduler;
}

const starts = (decisions: readonly Decision[]) =>
  decisions.flatMap((one) => (one.type === 'start' ? [one.unitUid] : []));
const orderOf = (scheduler: ReturnType<typeof loaded>, units: readonly SchedulerUnit[], now = noon) =>
  units
    .toSorted(
      (a, b) => (scheduler.standing(a.uid, now)?.position ?? 0) - (scheduler.standing(b.uid, now)?.position ?? 0),
    )
    .map(({ uid }) => uid);

describe('fair share', () => {
  const ada = [1, 2, 3, 4].map((order) => unitOf(order, { user: 'ada', workspaceUid: 'w1' }));
  const bob = [5, 6].map((order) => unitOf(order, { user: 'bob', workspaceUid: 'w2' }));

  test('takes turns between users, who came first first', () => {
    const scheduler = loaded([...ada, ...bob]);
    expect(orderOf(scheduler, [...ada, ...bob])).toEqual(['u1', 'u5', 'u2', 'u6', 'u3', 'u4']);
    expect(starts(scheduler.decide(noon, 10))).toEqual(['u1', 'u5', 'u2', 'u6']);
  });

  test('counts what each holds already', () => {
    const held = runningOn(unitOf(0, { user: 'ada', nodeCount: 2 }), [nodeOf(0), nodeOf(1)]);
    const scheduler = loaded([held, ...ada, ...bob]);
    expect(starts(scheduler.decide(noon, 10))).toEqual(['u5', 'u6']);
  });

  test('counts the resource of which each has most', () => {
    // Two of 16 GPUs are more of a cluster than two of 64 CPUs.
    const gpus = [1, 3].map((order) => unitOf(order, { user: 'ada', share: { gpus: 2, cpus: 1, memoryBytes: 1 } }));
    const cpus = [5, 6, 7, 8].map((order) =>
      unitOf(order, { user: 'bob', share: { gpus: 0, cpus: 2, memoryBytes: 1 } }),
    );
    expect(orderOf(loaded([...gpus, ...cpus]), [...gpus, ...cpus])).toEqual(['u1', 'u5', 'u6', 'u7', 'u8', 'u3']);
  });

  test('weighs users, and goes by workspace or not at all where asked', () => {
    const heavy = loaded([...ada, ...bob], { fairShare: { by: 'user', weights: { ada: 2 } } });
    expect(orderOf(heavy, [...ada, ...bob])).toEqual(['u1', 'u5', 'u2', 'u3', 'u6', 'u4']);
    const mixed = [
      unitOf(1, { user: 'ada' }),
      unitOf(2, { user: 'ada' }),
      unitOf(3, { user: 'ada', workspaceUid: 'w2' }),
    ];
    expect(orderOf(loaded(mixed, { fairShare: { by: 'workspace', weights: {} } }), mixed)).toEqual(['u1', 'u3', 'u2']);
    expect(orderOf(loaded([...ada, ...bob], { fairShare: { by: 'none', weights: {} } }), [...ada, ...bob])).toEqual([
      'u1',
      'u2',
      'u3',
      'u4',
      'u5',
      'u6',
    ]);
  });

  test('a flood of one user stops nobody else', () => {
    const flood = Array.from({ length: 2000 }, (_, order) => unitOf(order, { user: 'ada' }));
    expect(loaded([...flood, unitOf(9999, { user: 'bob' })]).standing('u9999', noon)).toEqual({
      position: 2,
      ahead: ['u0'],
    });
  });
});

test('age counts as priority, and priority goes before fair share', () => {
  const units = [
    unitOf(1, { priority: 2, since: noon }),
    unitOf(2, { priority: 0, since: noon - 2999 }),
    unitOf(3, { priority: 1, since: noon }),
  ];
  const scheduler = loaded(units, { ageingMs: 1000 });
  expect(orderOf(scheduler, units)).toEqual(['u1', 'u2', 'u3']);
  expect(orderOf(scheduler, units, noon + 1)).toEqual(['u2', 'u1', 'u3']);
});

describe('an array', () => {
  test('is one entry that starts as many shards as may run, in turn with others', () => {
    const units = [unitOf(1, { user: 'ada', array: { left: 100_000, parallel: 50 } }), unitOf(2, { user: 'bob' })];
    const scheduler = loaded(units);
    const decisions = scheduler.decide(noon, 10);
    expect(starts(decisions)).toEqual(['u1', 'u2', 'u1', 'u1']);
    expect(decisions.filter((one) => one.type === 'wait')).toEqual([]);
    expect(scheduler.explain('u1', noon)).toEqual([]);
  });

  test('of which enough run says so and holds up nobody', () => {
    const shard = runningOn(unitOf(0, { jobUid: 'j1' }), [nodeOf(0)]);
    const scheduler = loaded([shard, unitOf(1, { array: { left: 5, parallel: 0 } }), unitOf(2)]);
    expect(starts(scheduler.decide(noon, 10))).toEqual(['u2']);
    expect(scheduler.explain('u1', noon)).toEqual([{ code: 'arrayParallel', params: { running: 1 } }]);
    expect(scheduler.standing('u1', noon)?.position).toBe(1);
  });
});

test('what is held or waits for others takes no part, has no place, and says why', () => {
  const scheduler = loaded([unitOf(1, { nodeCount: 4, blocked: { code: 'held', params: {} } }), unitOf(2)]);
  expect(starts(scheduler.decide(noon, 10))).toEqual(['u2']);
  expect(scheduler.explain('u1', noon)).toEqual([{ code: 'held', params: {} }]);
  expect(scheduler.standing('u1', noon)).toBeNull();
  expect(scheduler.standing('u2', noon)).toEqual({ position: 1, ahead: [] });
});
