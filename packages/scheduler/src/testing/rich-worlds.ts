import fc from 'fast-check';
import type {
  ClusterScale,
  Resources,
  SchedulerCluster,
  SchedulerLimit,
  SchedulerNode,
  SchedulerQueue,
  SchedulerReservation,
  SchedulerUnit,
  Snapshot,
} from '../interface.ts';
import { autoOf, clusterOf, nodeOf, noon, unitOf } from './worlds.ts';

/** Nodes of rich worlds: small numbers, so that they fill up. */
export const richSize: Resources = { gpus: 4, cpus: 16, memoryBytes: 64 };

const zones: Record<string, string>[] = [{}, { zone: 'a' }, { zone: 'b' }, { zone: 'a', disk: 'ssd' }];
const asked: Record<string, string>[] = [{}, {}, {}, { zone: 'a' }, { disk: 'ssd' }];
const shares: (Resources | null)[] = [
  null,
  { gpus: 1, cpus: 4, memoryBytes: 16 },
  { gpus: 2, cpus: 2.5, memoryBytes: 8 },
  { gpus: 3, cpus: 0.1, memoryBytes: 1 },
  { gpus: 0, cpus: 6, memoryBytes: 40 },
  { gpus: 0, cpus: 9, memoryBytes: 2 },
];
const soon = fc.constantFrom(noon - 60_000, noon - 20_000, noon - 1000, noon);
const limits = fc.constantFrom(5_000, 30_000, 90_000, 7 * 86_400_000);

const amounts = fc.record({ nodes: fc.nat(4), cpus: fc.nat(40), gpus: fc.nat(12) }, { requiredKeys: [] });

const queues: fc.Arbitrary<SchedulerQueue[]> = fc
  .array(
    fc.record({
      cohort: fc.constantFrom(null, 'x', 'x'),
      nominal: amounts,
      borrowing: fc.option(amounts),
      lending: fc.option(amounts),
    }),
    { maxLength: 3 },
  )
  .map((all) => all.map((one, at) => ({ name: ['red', 'blue', 'default'][at] as string, ...one })));

const scales: fc.Arbitrary<ClusterScale> = fc.oneof(
  fc.record({ kind: fc.constant('manual' as const), target: fc.integer({ min: 1, max: 6 }) }),
  fc
    .record({ minimum: fc.nat(2), maximum: fc.integer({ min: 2, max: 7 }), target: fc.nat(7) })
    .map((over) => autoOf({ ...over, idleDelayMs: 10_000 })),
);

type Sketched = Omit<SchedulerReservation, 'uid' | 'name' | 'to'> & { lasts: number };

const reservations: fc.Arbitrary<Sketched[]> = fc.array(
  fc.record({
    nodeCount: fc.integer({ min: 1, max: 3 }),
    workspaceUid: fc.constantFrom('w0', 'w1', null),
    from: fc.constantFrom(noon - 50_000, noon + 10_000, noon + 60_000),
    lasts: fc.constantFrom(55_000, 200_000, Number.POSITIVE_INFINITY),
  }),
  { maxLength: 2 },
);

const clusters: fc.Arbitrary<Partial<SchedulerCluster>> = fc
  .record({
    scale: scales,
    queues: fc.oneof({ weight: 2, arbitrary: fc.constant<SchedulerQueue[]>([]) }, queues),
    by: fc.constantFrom('user' as const, 'workspace' as const, 'none' as const),
    weights: fc.constantFrom<Record<string, number>>({}, { ada: 3, w1: 0.5 }),
    ageingMs: fc.constantFrom(86_400_000, 7_000),
    preempts: fc.boolean(),
    reservations: fc.oneof({ weight: 2, arbitrary: fc.constant<Sketched[]>([]) }, reservations),
    labels: fc.constantFrom<Record<string, string>>({}, { zone: 'a' }),
    noGrowth: fc.option(fc.constantFrom(noon - 1, noon + 30_000), { freq: 2, nil: undefined }),
  })
  .map(({ by, weights, noGrowth, reservations: kept, ...rest }) => ({
    ...rest,
    nodeSize: richSize,
    fairShare: { by, weights },
    reservations: kept.map(({ lasts, ...one }, at) => ({
      ...one,
      uid: `r${at}`,
      name: `r${at}`,
      to: one.from + lasts,
    })),
    ...(noGrowth !== undefined && { noGrowth: { until: noGrowth, why: { code: 'scaleQuotaReached', params: {} } } }),
  }));

const nodeSketch = fc.record({
  at: fc.constantFrom('c0', 'c0', 'c1'),
  kind: fc.constantFrom('usable', 'usable', 'usable', 'usable', 'preparing', 'broken', 'leaving', 'full'),
  labels: fc.constantFrom(...zones),
});

const unitSketch = fc.record({
  clusterUid: fc.constantFrom('c0', 'c0', 'c1'),
  nodeCount: fc.constantFrom(1, 1, 1, 2, 3),
  share: fc.constantFrom(...shares),
  labels: fc.constantFrom(...asked),
  avoid: fc.constantFrom<string[]>([], [], [], ['n0'], ['n1', 'n2']),
  priority: fc.nat(2),
  since: soon,
  limitMs: limits,
  user: fc.constantFrom('ada', 'bob', 'cyd'),
  workspaceUid: fc.constantFrom('w0', 'w1'),
  queue: fc.constantFrom('default', 'red', 'blue', 'gone'),
  notBefore: fc.constantFrom(0, 0, 0, noon + 5000),
  blocked: fc.option(fc.constant({ code: 'held', params: {} }), { freq: 6 }),
  array: fc.option(fc.record({ left: fc.integer({ min: 1, max: 5 }), parallel: fc.nat(3) }), {
    freq: 5,
    nil: undefined,
  }),
  stopping: fc.constantFrom(false, false, false, true),
  startedAt: soon,
  checkpointAt: fc.option(soon),
  runs: fc.boolean(),
});

const limitSketch: fc.Arbitrary<SchedulerLimit> = fc
  .record({
    who: fc.constantFrom(['user', 'ada'], ['user', 'bob'], ['workspace', 'w0'], ['workspace', 'w1']),
    most: fc.record({ cpus: fc.nat(60), gpus: fc.nat(12), jobs: fc.nat(4) }, { requiredKeys: [] }),
  })
  .map(({ who, most }) => ({ scope: who[0] as 'user', key: who[1] as string, name: who[1] as string, ...most }));

/** Puts a unit on nodes as a careless but correct operator would: the first that have room, lowest GPU ids first. */
export class Packer {
  readonly #left = new Map<string, { gpuIds: number[]; cpus: number; memoryBytes: number; empty: boolean }>();
  readonly #nodes: readonly SchedulerNode[];

  constructor(nodes: readonly SchedulerNode[]) {
    this.#nodes = nodes;
    for (const { uid, gpus, cpus, memoryBytes } of nodes) {
      this.#left.set(uid, { gpuIds: Array.from({ length: gpus }, (_, id) => id), cpus, memoryBytes, empty: true });
    }
  }

  place(unit: SchedulerUnit): SchedulerUnit['held'] {
    const { share } = unit;
    const fitting = this.#nodes.filter((node) => {
      const left = this.#left.get(node.uid);
      if (!left || node.clusterUid !== unit.clusterUid || node.idleSince === null) return false;
      if (!Object.entries(unit.labels).every(([name, value]) => node.labels[name] === value)) return false;
      if (!share) return left.empty;
      return left.gpuIds.length >= share.gpus && left.cpus >= share.cpus && left.memoryBytes >= share.memoryBytes;
    });
    if (fitting.length < unit.nodeCount) return null;
    return fitting.slice(0, unit.nodeCount).map((node) => {
      const left = this.#left.get(node.uid);
      if (!left) throw new Error('a node without a book');
      const part = share ?? node;
      left.empty = false;
      left.cpus -= part.cpus;
      left.memoryBytes -= part.memoryBytes;
      return {
        nodeUid: node.uid,
        gpuIds: left.gpuIds.splice(0, part.gpus),
        cpus: part.cpus,
        memoryBytes: part.memoryBytes,
      };
    });
  }
}

/** Worlds with everything that the scheduler knows of: parts of nodes, labels, queues, limits, reservations, arrays, pre-emption. */
export const richSnapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    clusters: fc.tuple(clusters, clusters),
    nodes: fc.array(nodeSketch, { maxLength: 9 }),
    units: fc.array(unitSketch, { maxLength: 14 }),
    limits: fc.oneof(
      { weight: 2, arbitrary: fc.constant<SchedulerLimit[]>([]) },
      fc.uniqueArray(limitSketch, { maxLength: 3, selector: ({ key }) => key }),
    ),
  })
  .map((sketch) => {
    const all = sketch.clusters.map((over, i) => clusterOf({ uid: `c${i}`, name: `yard${i}`, ...over }));
    const nodes = sketch.nodes.map(({ at, kind, labels }, ordinal) => {
      const cluster = all.find(({ uid }) => uid === at);
      return nodeOf(ordinal, {
        ...richSize,
        clusterUid: at,
        labels: { ...labels, ...cluster?.labels },
        usable: kind === 'usable' || kind === 'full',
        counted: kind !== 'leaving',
        broken: kind === 'broken',
        idleSince: kind === 'full' ? null : noon - 15_000,
      });
    });
    const packer = new Packer(nodes);
    const units = sketch.units.map(({ runs, stopping, startedAt, checkpointAt, array, ...rest }, order) => {
      const unit = unitOf(order, { ...rest, avoid: rest.avoid });
      const held = runs && !rest.blocked ? packer.place(unit) : null;
      if (!held) return array ? { ...unit, array } : unit;
      return { ...unit, held, stopping, startedAt, checkpointAt, notBefore: 0 };
    });
    for (const { nodeUid } of units.flatMap((unit) => unit.held ?? [])) {
      const node = nodes.find(({ uid }) => uid === nodeUid);
      if (node) node.idleSince = null;
    }
    return { clusters: all, nodes, units, limits: sketch.limits };
  });
