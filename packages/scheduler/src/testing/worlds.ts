import fc from 'fast-check';
import type { Change, ClusterScale, SchedulerCluster, SchedulerNode, SchedulerUnit, Snapshot } from '../interface.ts';

/** A moment around which generated times lie. */
export const noon = 1_800_000_000_000;

export function clusterOf(over: Partial<SchedulerCluster> = {}): SchedulerCluster {
  return {
    uid: 'c0',
    name: 'yard',
    scale: { kind: 'manual', target: 4 },
    nodeSize: { gpus: 2, cpus: 8, memoryBytes: 1024 },
    labels: {},
    queues: [],
    fairShare: { by: 'user', weights: {} },
    ageingMs: 86_400_000,
    preempts: false,
    reservations: [],
    ...over,
  };
}

export function autoOf(over: Partial<Extract<ClusterScale, { kind: 'auto' }>> = {}): ClusterScale {
  return { kind: 'auto', minimum: 0, maximum: 4, idleDelayMs: 30_000, target: 0, ...over };
}

export function nodeOf(ordinal: number, over: Partial<SchedulerNode> = {}): SchedulerNode {
  return {
    uid: `n${ordinal}`,
    clusterUid: 'c0',
    ordinal,
    usable: true,
    counted: true,
    broken: false,
    gpus: 2,
    cpus: 8,
    memoryBytes: 1024,
    labels: {},
    idleSince: noon,
    ...over,
  };
}

export function unitOf(order: number, over: Partial<SchedulerUnit> = {}): SchedulerUnit {
  return {
    uid: `u${order}`,
    jobUid: `j${order}`,
    clusterUid: 'c0',
    workspaceUid: 'w0',
    user: 'ada',
    queue: 'default',
    nodeCount: 1,
    share: null,
    labels: {},
    avoid: [],
    priority: 1,
    order,
    since: noon - 60_000,
    limitMs: 7 * 86_400_000,
    blocked: null,
    startedAt: null,
    checkpointAt: null,
    stopping: false,
    notBefore: 0,
    held: null,
    ...over,
  };
}

/** A unit that holds whole nodes. */
export function runningOn(unit: SchedulerUnit, nodes: readonly SchedulerNode[]): SchedulerUnit {
  const held = nodes.map(({ uid, gpus, cpus, memoryBytes }) => {
    return { nodeUid: uid, gpuIds: Array.from({ length: gpus }, (_, id) => id), cpus, memoryBytes };
  });
  return { ...unit, held, startedAt: noon - 30_000 };
}

const scales: fc.Arbitrary<ClusterScale> = fc.oneof(
  fc.record({ kind: fc.constant('manual' as const), target: fc.nat(7) }),
  fc
    .record({
      low: fc.nat(3),
      more: fc.nat(5),
      target: fc.nat(9),
      idleDelayMs: fc.constantFrom(0, 1000, 30_000),
      initial: fc.option(
        fc.record({ nodes: fc.nat(9), until: fc.constantFrom(noon - 1, noon + 2000, noon + 60_000) }),
        {
          nil: undefined,
        },
      ),
    })
    .map(({ low, more, initial, ...rest }) => {
      return autoOf({ minimum: low, maximum: low + more, ...rest, ...(initial ? { initial } : {}) });
    }),
);

const clusterUids = fc.constantFrom('c0', 'c1', 'c2');
const times = fc.constantFrom(noon - 60_000, noon - 30_000, noon - 1000, noon - 1, noon, noon + 1, noon + 5000);

const nodeSketch = fc.record({
  clusterUid: clusterUids,
  ordinal: fc.nat(12),
  kind: fc.constantFrom('usable', 'usable', 'usable', 'usable', 'preparing', 'broken', 'leaving'),
  gpus: fc.nat(3),
  idleSince: fc.option(times, { freq: 6 }),
});

const unitSketch = fc.record({
  clusterUid: clusterUids,
  nodeCount: fc.integer({ min: 1, max: 5 }),
  priority: fc.nat(2),
  order: fc.nat(20),
  notBefore: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, times),
  limitMs: fc.constantFrom(10_000, 40_000, 60_000, 7 * 86_400_000),
  told: fc.boolean(),
  runs: fc.boolean(),
});

/** Consistent worlds: a node is held by one unit at most, a running gang holds as many nodes as it asked for. */
export const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    clusters: fc.tuple(scales, fc.option(scales, { freq: 5 }), fc.option(scales)),
    nodes: fc.array(nodeSketch, { maxLength: 14 }),
    units: fc.array(unitSketch, { maxLength: 14 }),
  })
  .map((sketch) => {
    const clusters = sketch.clusters.flatMap((scale, i) =>
      scale ? [clusterOf({ uid: `c${i}`, name: `yard${i}`, scale })] : [],
    );
    const nodes = sketch.nodes.map(({ kind, ...rest }, i) =>
      nodeOf(0, {
        ...rest,
        uid: `n${i}`,
        usable: kind === 'usable',
        counted: kind !== 'leaving',
        broken: kind === 'broken',
      }),
    );
    const taken = new Set<string>();
    const units = sketch.units.map(({ told, runs, ...rest }, i) => {
      const unit = unitOf(0, { ...rest, uid: `u${i}`, jobUid: `j${i}` });
      if (told) unit.notBeforeReason = { code: 'waitingForRestart', params: { seconds: 5, why: 'test' } };
      const own = nodes.filter((node) => node.clusterUid === unit.clusterUid && !taken.has(node.uid));
      if (!runs || own.length < unit.nodeCount) return unit;
      const held = own.slice(0, unit.nodeCount);
      for (const node of held) {
        taken.add(node.uid);
        node.idleSince = null;
      }
      return runningOn(unit, held);
    });
    return { clusters, nodes, units, limits: [] };
  });

/** Nodes on which something is allocated: a unit holds them, or they take work and are not idle. */
export function busyNodes(world: Snapshot): Set<string> {
  const held = world.units.flatMap((unit) => unit.held?.map((part) => part.nodeUid) ?? []);
  const stopping = world.nodes.filter((node) => node.usable && node.idleSince === null);
  return new Set([...held, ...stopping.map((node) => node.uid)]);
}

/** The changes that lead from nothing to a snapshot, in some order. */
export function changesOf(snapshot: Snapshot): Change[] {
  return [
    ...snapshot.clusters.map((cluster): Change => ({ type: 'cluster', cluster })),
    ...snapshot.nodes.map((node): Change => ({ type: 'node', node })),
    ...snapshot.units.map((unit): Change => ({ type: 'unit', unit })),
    ...(snapshot.limits.length > 0 ? [{ type: 'limits', limits: snapshot.limits } as const] : []),
  ];
}

/** The change that takes back what a change brought. */
export function undoOf(change: Change): Change {
  if (change.type === 'cluster') return { type: 'clusterGone', uid: change.cluster.uid };
  if (change.type === 'node') return { type: 'nodeGone', uid: change.node.uid };
  if (change.type === 'unit') return { type: 'unitGone', uid: change.unit.uid };
  return change.type === 'limits' ? { type: 'limits', limits: [] } : change;
}
