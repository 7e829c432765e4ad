import { milli } from './amounts.ts';
import type { Calendar } from './calendar.ts';
import type { Floor, Started } from './floor.ts';
import type { SchedulerCluster, SchedulerNode, SchedulerUnit } from './interface.ts';
import { hasLabels } from './labels.ts';
import type { Pool } from './pool.ts';
import { holds, type Part, type Runner, type Seat } from './seat.ts';
import type { Shape } from './shape.ts';

/** What a look ahead needs to know. */
export interface View {
  pool: Pool;
  cluster: SchedulerCluster;
  floor: Floor;
  calendar: Calendar;
  now: number;
}

/** When a unit that waits can start at the latest, if units end by their limits, and the nodes that it will have then. */
export interface Claim {
  /** ms since 1970; `now` when all it needs is coming free already; Infinity when nobody knows. */
  at: number;
  seats: Seat[];
  /** Nodes still to come that it counts on. */
  coming: number;
}

/** The nodes that come to fit a unit as others end. */
export class Prospect {
  readonly ready: Set<Seat>;
  /** Nodes still to come that would fit. */
  readonly coming: number;
  readonly #view: View;
  readonly #unit: SchedulerUnit;
  readonly #shape: Shape;
  readonly #skip: ReadonlySet<string>;
  readonly #left = new Map<Seat, Part & { holders: number }>();
  /** Nodes that fit, but are another's until a time. */
  readonly #late = new Map<Seat, number>();

  constructor(view: View, unit: SchedulerUnit, shape: Shape) {
    this.#view = view;
    this.#unit = unit;
    this.#shape = shape;
    this.#skip = view.floor.skipped(shape);
    this.ready = new Set(unclaimed(view, unit, shape));
    this.coming = comingFor(view, shape);
    const { pool, now } = view;
    for (const seat of pool.seats.away) this.#consider(seat, now);
    for (const seat of pool.ending) {
      if (seat.emptyAt !== Number.NEGATIVE_INFINITY) break;
      this.#consider(seat, now);
    }
    for (const seat of view.calendar.seats.keys()) if (seat.open) this.#consider(seat, now);
  }

  /** Nodes that it still lacks. */
  get missing(): number {
    return this.#shape.nodeCount - this.ready.size - this.coming;
  }

  /** A unit ends at a time: what it held comes free. */
  release(runner: Runner, at: number): void {
    for (const part of runner.unit.held ?? []) {
      const seat = this.#view.pool.members.get(part.nodeUid);
      if (!seat?.node?.counted || seat.node.broken) continue;
      const left = this.#leftOf(seat);
      left.gpus += part.gpuIds.length;
      left.milliCpus += milli(part.cpus);
      left.memory += part.memoryBytes;
      left.holders -= 1;
      this.#consider(seat, at);
    }
  }

  /** Takes in what is no longer another's at a time; gives the time at which nothing was missing any more. */
  pass(at: number): number | undefined {
    const due = [...this.#late].filter((one) => one[1] <= at).sort((a, b) => a[1] - b[1]);
    for (const [seat, from] of due) {
      this.#late.delete(seat);
      this.ready.add(seat);
      if (this.missing <= 0) return from;
    }
    return undefined;
  }

  claim(at: number): Claim {
    const seats = [...this.ready].slice(0, this.#shape.nodeCount);
    return { at, seats, coming: Math.min(this.coming, this.#shape.nodeCount - seats.length) };
  }

  #consider(seat: Seat, at: number): void {
    if (this.ready.has(seat) || this.#late.has(seat) || !isFor(this.#view, seat, this.#shape, this.#skip)) return;
    const left = this.#leftOf(seat);
    const { part } = this.#shape;
    if (part ? !holds(left, part) : left.holders > 0) return;
    const from = this.#view.calendar.mayUse(seat, this.#unit, at);
    if (from <= at) this.ready.add(seat);
    else this.#late.set(seat, from);
  }

  #leftOf(seat: Seat): Part & { holders: number } {
    let left = this.#left.get(seat);
    if (!left) {
      const { gpus, milliCpus, memory } = seat.open ? seat : seat.leftOf(seat.node as SchedulerNode);
      const started = this.#view.floor.startedOn.get(seat)?.tasks ?? 0;
      left = { gpus, milliCpus, memory, holders: partsOn(seat) + started };
      this.#left.set(seat, left);
    }
    return left;
  }
}

/** The earliest time at which a unit can start. */
export function earliest(view: View, unit: SchedulerUnit, shape: Shape): Claim {
  if (!shape.part) return earliestWhole(view, unit, shape);
  const { pool, floor, now } = view;
  const prospect = new Prospect(view, unit, shape);
  if (prospect.missing <= 0) return prospect.claim(now);
  const started = floor.started.map(runnerOfStart).sort((a, b) => a.bound - b.bound);
  for (const runner of inOrder(pool.running.ending, started)) {
    if (runner.bound === Number.POSITIVE_INFINITY) break;
    const at = Math.max(now, runner.bound);
    const before = prospect.pass(at);
    if (before !== undefined) return prospect.claim(before);
    prospect.release(runner, at);
    if (prospect.missing <= 0) return prospect.claim(at);
  }
  return prospect.claim(prospect.pass(Number.MAX_VALUE) ?? Number.POSITIVE_INFINITY);
}

/** For whole nodes the index says by itself when each is empty: no need to go through the units. */
function earliestWhole(view: View, unit: SchedulerUnit, shape: Shape): Claim {
  const { pool, floor, calendar, now } = view;
  const skip = floor.skipped(shape);
  const found = new Set(unclaimed(view, unit, shape));
  const all: { at: number; seat: Seat }[] = [...found].map((seat) => ({ at: now, seat }));
  const coming = comingFor(view, shape);
  const add = (seat: Seat, emptyAt: number) => {
    const at = calendar.mayUse(seat, unit, Math.max(now, emptyAt));
    if (!found.has(seat) && isFor(view, seat, shape, skip)) all.push({ at, seat });
  };
  for (const [seat, { bound }] of floor.startedOn) add(seat, Math.max(bound, seat.emptyAt));
  for (const seat of calendar.seats.keys()) if (!floor.startedOn.has(seat)) add(seat, seat.emptyAt);
  let plain = found.size;
  for (const seat of pool.ending) {
    if (plain >= shape.nodeCount) break;
    if (floor.startedOn.has(seat) || calendar.seats.has(seat)) continue;
    const before = all.length;
    add(seat, seat.emptyAt);
    plain += all.length - before;
  }
  all.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
  // Nodes that are there and about to be free are surer than those still to come, and these than what has long to run.
  const atOnce = Math.min(shape.nodeCount, all.filter((one) => one.at <= now).length);
  const awaited = Math.min(coming, shape.nodeCount - atOnce);
  const chosen = all.slice(0, shape.nodeCount - awaited);
  const complete = chosen.length + awaited === shape.nodeCount;
  const at = complete ? (chosen.at(-1)?.at ?? now) : Number.POSITIVE_INFINITY;
  return { at, seats: chosen.map(({ seat }) => seat), coming: awaited };
}

/** Nodes that it could have now, without those that are kept for others and lent for a short time. */
function unclaimed({ floor }: View, unit: SchedulerUnit, shape: Shape): Seat[] {
  return floor.find(unit, shape).filter((seat) => !floor.claimed.has(seat));
}

/** True when a unit may come to use a node. */
function isFor({ floor }: View, seat: Seat, shape: Shape, skip: ReadonlySet<string>): boolean {
  const { node } = seat;
  if (!node?.counted || node.broken || floor.claimed.has(seat) || floor.leaving.has(seat.uid) || skip.has(seat.uid))
    return false;
  return hasLabels(node.labels, shape.labels) && (!shape.part || holds(sizeOf(node), shape.part));
}

function comingFor({ cluster, floor }: View, { part, labels }: Shape): number {
  const fits = hasLabels(cluster.labels, labels) && (!part || holds(sizeOf(cluster.nodeSize), part));
  return fits ? floor.coming : 0;
}

export function sizeOf({ gpus, cpus, memoryBytes }: { gpus: number; cpus: number; memoryBytes: number }): Part {
  return { gpus, milliCpus: milli(cpus), memory: memoryBytes };
}

function partsOn(seat: Seat): number {
  let parts = 0;
  for (const { unit } of seat.holders) for (const part of unit.held ?? []) if (part.nodeUid === seat.uid) parts += 1;
  return parts;
}

function runnerOfStart({ unit, bound, placements }: Started): Runner {
  return { unit: { ...unit, held: placements }, bound, use: [0, 0, 0] };
}

function* inOrder(told: Iterable<Runner>, started: readonly Runner[]): Generator<Runner> {
  let at = 0;
  for (const runner of told) {
    for (let next = started[at]; next && next.bound < runner.bound; next = started[++at]) yield next;
    yield runner;
  }
  yield* started.slice(at);
}
