import { reason, sayReason } from '@trainyard/contracts/reasons';
import { expect, test } from 'vitest';
import type { Change, Decision, SchedulerCluster, SchedulerNode, SchedulerUnit } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { autoOf, clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

interface World {
  clusters?: SchedulerCluster[];
  nodes?: SchedulerNode[];
  units?: SchedulerUnit[];
}

function loaded(world: World, depth = 100) {
  const scheduler = createScheduler({ depth });
  scheduler.load({
    clusters: world.clusters ?? [clusterOf()],
    nodes: world.nodes ?? [0, 1, 2, 3].map((ordinal) => nodeOf(ordinal)),
    units: world.units ?? [],
    limits: [],
  });
  return scheduler;
}

function started(decisions: readonly Decision[]): Record<string, string[]> {
  const all = decisions.filter((one) => one.type === 'start');
  return Object.fromEntries(all.map((one) => [one.unitUid, one.placements.map((part) => part.nodeUid)]));
}

const decide = (world: World, depth?: number) => loaded(world, depth).decide(noon, 1000);
const codes = (texts: readonly { code: string }[]) => texts.map((text) => text.code);

test('a gang gets whole nodes, lowest ordinals first, one task each', () => {
  const nodes = [nodeOf(7, { gpus: 4 }), nodeOf(2), nodeOf(5, { gpus: 0 })];
  const decisions = decide({ nodes, units: [unitOf(1, { nodeCount: 3 })] });
  expect(decisions).toEqual([
    {
      type: 'start',
      unitUid: 'u1',
      placements: [
        { nodeUid: 'n2', task: 0, gpuIds: [0, 1], cpus: 8, memoryBytes: 1024 },
        { nodeUid: 'n5', task: 1, gpuIds: [], cpus: 8, memoryBytes: 1024 },
        { nodeUid: 'n7', task: 2, gpuIds: [0, 1, 2, 3], cpus: 8, memoryBytes: 1024 },
      ],
    },
  ]);
});

test('priority goes first, then the order of submission', () => {
  const units = [
    unitOf(1, { priority: 0 }),
    unitOf(2),
    unitOf(3, { priority: 2 }),
    unitOf(4, { priority: 2 }),
    unitOf(5),
  ];
  expect(started(decide({ units }))).toEqual({ u3: ['n0'], u4: ['n1'], u2: ['n2'], u5: ['n3'] });
});

test('a gang that does not fit yet holds up those behind it that would delay it, and each says why', () => {
  const running = runningOn(unitOf(0), [nodeOf(0)]);
  const scheduler = loaded({ units: [running, unitOf(1, { nodeCount: 4 }), unitOf(2), unitOf(3)] });
  const decisions = scheduler.decide(noon, 1000);
  expect(started(decisions)).toEqual({});
  expect(decisions).toEqual([
    {
      type: 'wait',
      unitUid: 'u1',
      reasons: [{ code: 'waitingForNodes', params: { missing: 1, needed: 4, free: 3, cluster: 'yard' } }],
      until: null,
    },
    {
      type: 'wait',
      unitUid: 'u2',
      reasons: [{ code: 'waitingForReserved', params: { job: 'j1', at: '2027-01-22T07:59Z' } }],
      until: null,
    },
    {
      type: 'wait',
      unitUid: 'u3',
      reasons: [{ code: 'waitingForReserved', params: { job: 'j1', at: '2027-01-22T07:59Z' } }],
      until: null,
    },
  ]);
  scheduler.apply({ type: 'unitGone', uid: 'u0' });
  expect(started(scheduler.decide(noon, 1000))).toEqual({ u1: ['n0', 'n1', 'n2', 'n3'] });
});

test('another cluster is not held up', () => {
  const clusters = [clusterOf(), clusterOf({ uid: 'c1', name: 'other' })];
  const nodes = [nodeOf(0), nodeOf(1, { clusterUid: 'c1' })];
  const units = [unitOf(1, { nodeCount: 2 }), unitOf(2, { clusterUid: 'c1' })];
  expect(started(decide({ clusters, nodes, units }))).toEqual({ u2: ['n1'] });
});

test('a restart waits for its time, holds up nobody, and then leads again', () => {
  const later = unitOf(1, { nodeCount: 4, notBefore: noon + 4001 });
  const scheduler = loaded({ units: [later] });
  expect(scheduler.decide(noon, 10)).toEqual([
    {
      type: 'wait',
      unitUid: 'u1',
      reasons: [{ code: 'waitingForRestart', params: { seconds: 5, why: 'its last attempt ended' } }],
      until: noon + 4001,
    },
  ]);
  expect(scheduler.explain('u1', noon + 4000)).toMatchObject([{ params: { seconds: 1 } }]);
  expect(scheduler.explain('u1', noon + 4001)).toEqual([]);
  scheduler.apply({ type: 'unit', unit: unitOf(2) });
  expect(started(scheduler.decide(noon, 10))).toEqual({ u2: ['n0'] });
  expect(started(scheduler.decide(noon + 4001, 10))).toEqual({ u1: ['n0', 'n1', 'n2', 'n3'] });
});

test('the words that control gives for a restart are passed on', () => {
  const notBeforeReason = { code: 'waitingForRestart', params: { seconds: 10, why: 'rank 1 was killed' } };
  const scheduler = loaded({ units: [unitOf(1, { notBefore: noon + 10_000, notBeforeReason })] });
  expect(scheduler.explain('u1', noon)).toEqual([notBeforeReason]);
});

test.each<[string, Partial<SchedulerNode>]>([
  ['broken', { usable: false, broken: true }],
  ['broken though called usable', { broken: true }],
  ['preparing or silent', { usable: false }],
  ['still stopping a task that the scheduler no longer hears of', { idleSince: null }],
  ['leaving', { usable: false, counted: false }],
])('a node that is %s takes nothing', (_, over) => {
  expect(started(decide({ nodes: [nodeOf(0, over), nodeOf(1)], units: [unitOf(1), unitOf(2)] }))).toEqual({
    u1: ['n1'],
  });
});

test('a gang that the cluster can never hold says so and holds up nobody', () => {
  const clusters = [clusterOf({ scale: { kind: 'manual', target: 2 } })];
  const scheduler = loaded({
    clusters,
    nodes: [nodeOf(0), nodeOf(1)],
    units: [unitOf(1, { nodeCount: 3 }), unitOf(2)],
  });
  expect(started(scheduler.decide(noon, 10))).toEqual({ u2: ['n0'] });
  const why = scheduler.explain('u1', noon);
  expect(codes(why)).toEqual(['clusterTooSmall']);
  expect(why.map(sayReason)).toEqual([
    'needs 3 nodes, cluster yard may have 2: resize it to at least 3, or resubmit with fewer nodes',
  ]);
});

test('broken nodes that hold a gang up are named, and hold up nobody else', () => {
  const nodes = [nodeOf(0), nodeOf(1), nodeOf(2), nodeOf(3, { usable: false, broken: true })];
  const scheduler = loaded({ nodes, units: [unitOf(1, { nodeCount: 4 }), unitOf(2)] });
  expect(codes(scheduler.explain('u1', noon))).toEqual(['waitingForNodes', 'nodesBroken']);
  expect(started(scheduler.decide(noon, 10))).toEqual({ u2: ['n0'] });
  scheduler.apply({ type: 'node', node: nodeOf(3) });
  expect(started(scheduler.decide(noon, 10))).toEqual({ u1: ['n0', 'n1', 'n2', 'n3'] });
});

test('a cluster of size 0 and a cluster that is gone are told apart', () => {
  const units = [unitOf(1), unitOf(2, { clusterUid: 'c9' })];
  const scheduler = loaded({ clusters: [clusterOf({ scale: { kind: 'manual', target: 0 } })], nodes: [], units });
  expect(codes(scheduler.explain('u1', noon))).toEqual(['clusterHasNoNodes']);
  expect(codes(scheduler.explain('u2', noon))).toEqual(['clusterMissing']);
});

test('what waits for nodes of a fixed size that could get none is looked at again when some can be had', () => {
  const noGrowth = { until: noon + 60_000, why: reason('scaleQuotaReached', { kind: 'local', why: 'full' }) };
  const clusters = [clusterOf({ scale: { kind: 'manual', target: 1 }, noGrowth })];
  const scheduler = loaded({ clusters, nodes: [], units: [unitOf(1)] });
  expect(codes(scheduler.explain('u1', noon))).toEqual(['waitingForNodes']);
  expect(codes(scheduler.explain('u1', noon + 60_000))).toEqual(['waitingForScaleUp']);
});

test('while nodes are on their way, a gang waits for the growth and not for other jobs', () => {
  const preparing = [nodeOf(0, { usable: false, idleSince: null }), nodeOf(1, { usable: false, idleSince: null })];
  const clusters = [clusterOf({ scale: { kind: 'manual', target: 2 } })];
  const fixed = loaded({ clusters, nodes: preparing, units: [unitOf(1, { nodeCount: 2 })] });
  expect(fixed.explain('u1', noon)).toEqual([{ code: 'waitingForScaleUp', params: { cluster: 'yard', target: 2 } }]);
  const auto = loaded({ clusters: [clusterOf({ scale: autoOf() })], nodes: [], units: [unitOf(1, { nodeCount: 3 })] });
  expect(auto.explain('u1', noon)).toEqual([{ code: 'waitingForScaleUp', params: { cluster: 'yard', target: 3 } }]);
  const nodes = [0, 1, 2, 3].map((ordinal) => nodeOf(ordinal));
  const full = loaded({
    clusters: [clusterOf({ scale: autoOf({ target: 4 }) })],
    nodes,
    units: [runningOn(unitOf(0, { nodeCount: 4 }), nodes), unitOf(1, { nodeCount: 3 })],
  });
  expect(codes(full.explain('u1', noon))).toEqual(['waitingForNodes']);
});

test('a limit cuts starts, not reasons; asking again gives the same until it is applied', () => {
  const units = [1, 2, 3, 4, 5].map((order) => unitOf(order));
  const scheduler = loaded({ units });
  const first = scheduler.decide(noon, 2);
  expect(started(first)).toEqual({ u1: ['n0'], u2: ['n1'] });
  expect(first.filter((one) => one.type === 'wait').map((one) => one.unitUid)).toEqual(['u5']);
  expect(scheduler.decide(noon, 2)).toEqual(first);
  scheduler.apply({ type: 'unit', unit: runningOn(unitOf(1), [nodeOf(0)]) });
  expect(started(scheduler.decide(noon, 2))).toEqual({ u2: ['n1'], u3: ['n2'] });
  expect(started(scheduler.decide(noon, 0))).toEqual({});
});

test('depth bounds starts and reasons of a pass; those not reached still say what they wait for', () => {
  const units = [1, 2, 3, 4].map((order) => unitOf(order));
  const open = loaded({ units: [...units, unitOf(5, { nodeCount: 4 })] }, 2);
  expect(open.decide(noon, 10)).toHaveLength(2);
  expect(started(open.decide(noon, 10))).toEqual({ u1: ['n0'], u2: ['n1'] });
  expect(open.explain('u3', noon)).toEqual([{ code: 'waitingBehind', params: { ahead: 2, cluster: 'yard' } }]);
  const busy = [0, 1, 2, 3].map((ordinal) => runningOn(unitOf(ordinal + 10), [nodeOf(ordinal)]));
  const shut = loaded({ units: [...busy, ...units] }, 2);
  expect(shut.decide(noon, 10).map((one) => one.type === 'wait' && one.unitUid)).toEqual(['u1', 'u2']);
  expect(shut.explain('u4', noon)).toEqual([{ code: 'waitingBehind', params: { ahead: 3, cluster: 'yard' } }]);
  const never = [1, 2, 3].map((order) => unitOf(order, { nodeCount: 9 }));
  expect(started(loaded({ units: [...never, unitOf(4)] }, 2).decide(noon, 10))).toEqual({ u4: ['n0'] });
});

test('a unit that runs, or that nobody knows, waits for nothing', () => {
  const scheduler = loaded({ units: [runningOn(unitOf(1), [nodeOf(0)])] });
  expect(scheduler.explain('u1', noon)).toEqual([]);
  expect(scheduler.explain('nobody', noon)).toEqual([]);
});

test('a requeued unit keeps its place', () => {
  const scheduler = loaded({ nodes: [nodeOf(0)], units: [runningOn(unitOf(1), [nodeOf(0)]), unitOf(2)] });
  expect(started(scheduler.decide(noon, 10))).toEqual({});
  const requeued: Change = { type: 'unit', unit: unitOf(1) };
  scheduler.apply(requeued);
  expect(started(scheduler.decide(noon, 10))).toEqual({ u1: ['n0'] });
});

test('a depth that lets nothing through is refused', () => {
  expect(() => createScheduler({ depth: 0 })).toThrow('depth must be a whole number of at least 1, not 0');
  expect(() => createScheduler({ depth: 1.5 })).toThrow(RangeError);
});
