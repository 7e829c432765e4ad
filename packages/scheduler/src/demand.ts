import { addTo, ceiling, type Use } from './amounts.ts';
import type { Calendar } from './calendar.ts';
import { sizeOf } from './horizon.ts';
import type { SchedulerCluster } from './interface.ts';
import { hasLabels } from './labels.ts';
import type { LimitBook } from './limits.ts';
import type { Pool } from './pool.ts';
import type { QueueBook } from './queue-book.ts';
import { holds, type Part, type Seat } from './seat.ts';
import { type Group, type Shape, useOf } from './shape.ts';

/** What sizing looks at. */
export interface Sizing {
  pool: Pool;
  cluster: SchedulerCluster;
  calendar: Calendar;
  queues: QueueBook;
  limits: LimitBook;
  now: number;
  /** Nodes that are given back before: they count no more. */
  gone?: readonly Seat[];
}

/** How many nodes are wanted. */
export interface Demand {
  /** Nodes that running and waiting units and reservations need, and those that broken ones cannot give. */
  needed: number;
  /** Of these what only reservations need, and the reservation that needs most. */
  reserved: number;
  reservation: { name: string; nodes: number } | undefined;
  running: number;
  /** Waiting units that more nodes could start. */
  queued: number;
  /** Waiting units that quotas and limits keep back. */
  keptBack: number;
}

/** How many of these satisfy no demand. */
export function brokenOf(seats: readonly Seat[]): number {
  return seats.filter((seat) => seat.class === 'broken').length;
}

interface Wanted {
  units: number;
  keptBack: number;
  /** Tasks by shape. */
  tasks: Map<Shape, number>;
  /** Whole nodes' worth by workspace. */
  byWorkspace: Map<string, number>;
}

/** What a cluster needs now. A function of counts by group: the queue is not walked. */
export function demandOf(sizing: Sizing): Demand {
  const { pool, calendar } = sizing;
  const wanted = wantedOf(sizing);
  const waiting = nodesFor(sizing, wanted.tasks);
  let reserved = 0;
  let most: Demand['reservation'];
  for (const { reservation, busy } of calendar.lasting) {
    const own = Math.ceil(wanted.byWorkspace.get(reservation.workspaceUid ?? '') ?? 0);
    const more = Math.max(0, reservation.nodeCount - busy - own);
    reserved += more;
    if (more > 0 && more > (most?.nodes ?? 0)) most = { name: reservation.name, nodes: reservation.nodeCount };
  }
  const nodes = pool.seats.busy.size + waiting + reserved;
  const broken = pool.seats.broken.size - brokenOf(sizing.gone ?? []);
  return {
    needed: nodes > 0 ? nodes + broken : 0,
    reserved,
    reservation: most,
    running: pool.running.size,
    queued: wanted.units,
    keptBack: wanted.keptBack,
  };
}

function wantedOf(sizing: Sizing): Wanted {
  const { pool, cluster, queues, limits } = sizing;
  const wanted: Wanted = { units: 0, keptBack: 0, tasks: new Map(), byWorkspace: new Map() };
  const bounded = queues.bounded || limits.any;
  const taken: { group: Group; units: number }[] = [];
  // Where they compete for quota it must not matter in which order they were told.
  const groups = bounded
    ? [...pool.waiting.groups].sort((a, b) => (a[0].key < b[0].key ? -1 : 1))
    : pool.waiting.groups;
  for (const [group, copies] of groups) {
    if (!mayHold(cluster, group.shape)) continue;
    const units = bounded ? allowed(sizing, group, copies) : copies;
    wanted.keptBack += copies - units;
    if (units === 0) continue;
    wanted.units += units;
    const { shape } = group;
    const tasks = units * shape.nodeCount;
    wanted.tasks.set(shape, (wanted.tasks.get(shape) ?? 0) + tasks);
    const before = wanted.byWorkspace.get(group.workspaceUid) ?? 0;
    wanted.byWorkspace.set(group.workspaceUid, before + tasks / perNode(cluster, shape));
    if (bounded) taken.push({ group, units });
  }
  for (const { group, units } of taken) takeFor(sizing, group, -units);
  return wanted;
}

/** True when the cluster at its largest could hold one. */
function mayHold(cluster: SchedulerCluster, { nodeCount, part }: Shape): boolean {
  return nodeCount <= ceiling(cluster) && (!part || holds(sizeOf(cluster.nodeSize), part));
}

/** How many of a group quotas and limits would let run; takes them from both. */
function allowed(sizing: Sizing, group: Group, copies: number): number {
  const { cluster, queues, limits } = sizing;
  const asked = useOf(group, cluster);
  const line = queues.of(group.queue);
  let low = 0;
  let high = limits.most(group.sample, asked, copies);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (queues.fits(line, times(asked, middle))) low = middle;
    else high = middle - 1;
  }
  if (low > 0) takeFor(sizing, group, low);
  return low;
}

function takeFor({ cluster, queues, limits }: Sizing, group: Group, units: number): void {
  const asked = useOf(group, cluster);
  queues.take(queues.of(group.queue), asked, units);
  limits.take(group.sample, asked, units);
}

function times(use: Readonly<Use>, count: number): Use {
  const total: Use = [0, 0, 0];
  addTo(total, use, count);
  return total;
}

/** How many parts an empty node holds. */
function perNode({ nodeSize }: SchedulerCluster, { part }: Shape): number {
  return part ? Math.max(1, partsIn(sizeOf(nodeSize), part)) : 1;
}

function partsIn(left: Part, part: Part): number {
  const by = (has: number, asks: number) => (asks > 0 ? Math.floor(has / asks) : Number.POSITIVE_INFINITY);
  const count = Math.min(by(left.gpus, part.gpus), by(left.milliCpus, part.milliCpus), by(left.memory, part.memory));
  return Number.isFinite(count) ? count : 0;
}

/** Nodes on which nothing is yet that tasks need: gangs on distinct ones, parts packed, also onto what others left. */
function nodesFor({ pool, cluster }: Sizing, tasks: ReadonlyMap<Shape, number>): number {
  let nodes = 0;
  const parts: { shape: Shape; part: Part; left: number }[] = [];
  for (const [shape, count] of tasks) {
    const { part } = shape;
    if (part) parts.push({ shape, part, left: count });
    else nodes += hasLabels(cluster.labels, shape.labels) ? count : Math.min(count, pool.labelled(shape.labels));
  }
  if (parts.length === 0) return nodes;
  // Large ones first, as they are harder to place.
  parts.sort(
    (a, b) => b.part.gpus - a.part.gpus || b.part.milliCpus - a.part.milliCpus || (a.shape.key < b.shape.key ? -1 : 1),
  );
  const remainders = [...pool.seats.busy].filter((seat) => seat.open).map(remainderOf);
  for (const one of parts) {
    for (const remainder of remainders) {
      if (one.left === 0) break;
      if (!hasLabels(remainder.labels, one.shape.labels)) continue;
      const count = Math.min(one.left, partsIn(remainder, one.part));
      one.left -= count;
      remainder.gpus -= count * one.part.gpus;
      remainder.milliCpus -= count * one.part.milliCpus;
      remainder.memory -= count * one.part.memory;
    }
    if (one.left === 0) continue;
    const packed = Math.ceil(one.left / perNode(cluster, one.shape));
    // One gang at least is on as many distinct nodes as it has tasks left to place.
    const wanted = Math.max(packed, Math.min(one.left, one.shape.nodeCount));
    nodes += hasLabels(cluster.labels, one.shape.labels) ? wanted : Math.min(wanted, pool.labelled(one.shape.labels));
  }
  return nodes;
}

function remainderOf({ gpus, milliCpus, memory, labels }: Seat): Part & { labels: Readonly<Record<string, string>> } {
  return { gpus, milliCpus, memory, labels: labels?.labels ?? {} };
}
