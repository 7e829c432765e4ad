import { avoidedBy } from './avoid.ts';
import type { Calendar } from './calendar.ts';
import { mayUse } from './calendar.ts';
import type { Placement, SchedulerReservation, SchedulerUnit } from './interface.ts';
import type { Pool } from './pool.ts';
import { Room } from './room.ts';
import type { Seat } from './seat.ts';
import type { Shape } from './shape.ts';

/** Nodes to which the same rule applies. */
interface Tier {
  room: Room;
  /** Whose reservation they are in; null: nobody's. */
  reservation: SchedulerReservation | null;
  /** Kept from this time for a unit that waits; Infinity: not kept. */
  keptFrom: number;
  /** Workspace of that unit. */
  keptFor?: string;
}

/** A unit as it will run. */
export interface Started {
  unit: SchedulerUnit;
  bound: number;
  placements: Placement[];
}

const nothing: ReadonlySet<string> = new Set();

/**
 * The nodes of a cluster within one pass: what the pass starts is taken off, what is reserved or kept for a unit ahead stands apart.
 * It moves nodes about in the pool's own index, since a copy would cost as much as the cluster is large, and puts all back at the end.
 */
export class Floor {
  /** What the pass started. */
  readonly started: Started[] = [];
  /** By node when what the pass started on it has ended, and how many tasks that is. */
  readonly startedOn = new Map<Seat, { bound: number; tasks: number }>();
  /** Nodes kept for units that wait. */
  readonly claimed = new Set<Seat>();
  readonly leaving: ReadonlySet<string>;
  /** Nodes still to come, not claimed yet. */
  coming: number;
  readonly #pool: Pool;
  readonly #now: number;
  readonly #open: Tier;
  readonly #tiers: Tier[] = [];
  readonly #tierOf = new Map<Seat, Tier>();
  readonly #touched = new Set<Seat>();
  readonly #skips = new Map<Shape, ReadonlySet<string>>();

  /** `leaving`: uids of nodes given back in the same pass. `coming`: how many nodes more the cluster will have. */
  constructor(pool: Pool, calendar: Calendar, leaving: ReadonlySet<string>, coming: number, now: number) {
    this.#pool = pool;
    this.#now = now;
    this.leaving = leaving;
    this.coming = coming;
    this.#open = { room: pool.room, reservation: null, keptFrom: Number.POSITIVE_INFINITY };
    for (const uid of leaving) {
      const seat = pool.members.get(uid);
      if (seat?.open) this.#move(seat, { ...this.#open, room: new Room() });
    }
    const tiers = new Map<SchedulerReservation, Tier>();
    for (const [seat, reservation] of calendar.seats) {
      if (!seat.open || leaving.has(seat.uid)) continue;
      let tier = tiers.get(reservation);
      if (!tier) {
        tier = { room: new Room(), reservation, keptFrom: Number.POSITIVE_INFINITY };
        tiers.set(reservation, tier);
        this.#tiers.push(tier);
      }
      this.#move(seat, tier);
    }
  }

  /** The best nodes for a unit, as many as it needs; fewer when there are not enough. */
  find(unit: SchedulerUnit, shape: Shape): Seat[] {
    const found: Seat[] = [];
    const skip = this.skipped(shape);
    if (this.#tiers.length === 0) this.#open.room.collect(shape, shape.nodeCount, skip, found);
    else for (const { room } of this.#tiersFor(unit)) room.collect(shape, shape.nodeCount, skip, found);
    return found;
  }

  /** How many nodes a unit could use now. */
  count(unit: SchedulerUnit, shape: Shape): number {
    const skip = this.skipped(shape);
    let count = 0;
    for (const { room } of this.#tiersFor(unit)) count += room.count(shape, skip);
    return count;
  }

  /** How many nodes a unit could use now if none were kept for units ahead. */
  countKept(unit: SchedulerUnit, shape: Shape): number {
    const skip = this.skipped(shape);
    let count = 0;
    for (const tier of [...this.#tiers, this.#open]) {
      if (this.#isOpenTo(tier, unit)) count += tier.room.count(shape, skip);
    }
    return count;
  }

  /** Gives nodes that were found to a unit. */
  start(seats: readonly Seat[], shape: Shape, unit: SchedulerUnit): Placement[] {
    const bound = this.#now + unit.limitMs;
    const placements = seats.map((seat, task) => {
      const { room } = this.#tierOf.get(seat) ?? this.#open;
      this.#touched.add(seat);
      room.remove(seat);
      const placement = seat.give(shape.part, task);
      room.add(seat);
      const before = this.startedOn.get(seat);
      this.startedOn.set(seat, { bound: Math.max(before?.bound ?? bound, bound), tasks: (before?.tasks ?? 0) + 1 });
      return placement;
    });
    this.started.push({ unit, bound, placements });
    return placements;
  }

  /** Keeps nodes for a unit from `at` on: until then only what has ended by then may use them. */
  keep(seats: readonly Seat[], at: number, unit: SchedulerUnit): void {
    const tiers = new Map<SchedulerReservation | null, Tier>();
    for (const seat of seats) {
      this.claimed.add(seat);
      if (!seat.open) continue;
      const { reservation } = this.#tierOf.get(seat) ?? this.#open;
      let tier = tiers.get(reservation);
      if (!tier) {
        const keptFrom = Number.isFinite(at) ? at : Number.NEGATIVE_INFINITY;
        tier = { room: new Room(), reservation, keptFrom, keptFor: unit.workspaceUid };
        tiers.set(reservation, tier);
        this.#tiers.push(tier);
      }
      this.#move(seat, tier);
    }
  }

  /** Until when a node may be used by one that it is only lent to; Infinity when it is lent to nobody. */
  lentUntil(seat: Seat, unit: SchedulerUnit): number {
    const tier = this.#tierOf.get(seat) ?? this.#open;
    if (this.#goesBefore(tier, unit)) return Number.POSITIVE_INFINITY;
    const { keptFrom, reservation } = tier;
    const own = !reservation || reservation.workspaceUid === unit.workspaceUid || reservation.from <= this.#now;
    return own ? keptFrom : Math.min(keptFrom, reservation.from);
  }

  /** When the first of the nodes that could be lent to a unit now no longer could; Infinity when none could. */
  lendableUntil({ limitMs }: SchedulerUnit): number {
    const ends = this.#now + limitMs;
    const never = Number.POSITIVE_INFINITY;
    const times = this.#tiers.flatMap(({ keptFrom, reservation }) => [keptFrom, reservation?.from ?? never]);
    return Math.min(never, ...times.filter((time) => ends <= time)) - limitMs + 1;
  }

  /** Nodes on which a unit failed before, unless too few others are there. */
  skipped(shape: Shape): ReadonlySet<string> {
    if (shape.avoid.length === 0) return nothing;
    let skip = this.#skips.get(shape);
    if (!skip) {
      skip = avoidedBy(shape, this.#pool);
      this.#skips.set(shape, skip);
    }
    return skip;
  }

  /** Puts everything back as it was told. */
  restore(): void {
    for (const seat of this.#touched) {
      (this.#tierOf.get(seat) ?? this.#open).room.remove(seat);
      seat.reset();
      this.#pool.room.add(seat);
    }
  }

  /** What is reserved for it first, then what must be free again soon, and only then what is free for all. */
  #tiersFor(unit: SchedulerUnit): Tier[] {
    if (this.#tiers.length === 0) return [this.#open];
    const ends = this.#now + unit.limitMs;
    const usable = this.#tiers.filter((tier) => {
      return (ends <= tier.keptFrom || this.#goesBefore(tier, unit)) && this.#isOpenTo(tier, unit);
    });
    const rank = (tier: Tier) => (tier.reservation?.workspaceUid === unit.workspaceUid ? 0 : tier.reservation ? 2 : 1);
    return [...usable.toSorted((a, b) => rank(a) - rank(b)), this.#open];
  }

  /** What is reserved for a workspace is not kept from it for others that wait until the reservation ends. */
  #goesBefore({ reservation, keptFor }: Tier, { workspaceUid }: SchedulerUnit): boolean {
    return reservation !== null && reservation.workspaceUid === workspaceUid && keptFor !== workspaceUid;
  }

  #isOpenTo({ reservation }: Tier, unit: SchedulerUnit): boolean {
    return !reservation || mayUse(reservation, unit, this.#now) <= this.#now;
  }

  #move(seat: Seat, tier: Tier): void {
    (this.#tierOf.get(seat) ?? this.#open).room.remove(seat);
    tier.room.add(seat);
    this.#tierOf.set(seat, tier);
    this.#touched.add(seat);
  }
}
