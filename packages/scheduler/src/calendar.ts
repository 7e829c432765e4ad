import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { SchedulerReservation, SchedulerUnit } from './interface.ts';
import { compareUids } from './order.ts';
import type { Pool } from './pool.ts';
import { compareSeats, type Seat } from './seat.ts';
import { sayTime } from './times.ts';

/** The reservations of a cluster on its nodes, as they stand at a moment. */
export class Calendar {
  readonly #bySeat = new Map<Seat, SchedulerReservation>();
  readonly #now: number;
  /** Next time at which one begins or ends; Infinity when none does. */
  readonly until: number;
  /** Those that last now, and what of their nodes is busy. */
  readonly lasting: { reservation: SchedulerReservation; busy: number }[] = [];

  constructor(pool: Pool, now: number) {
    this.#now = now;
    let until = Number.POSITIVE_INFINITY;
    const open = (pool.cluster?.reservations ?? []).filter(({ to }) => to > now);
    // One that ends first has the newest nodes only while it lasts: those that began keep theirs before those to come.
    const inOrder = open.toSorted((a, b) => a.from - b.from || compareUids(a.uid, b.uid));
    const seats = inOrder.length > 0 ? newest(pool) : undefined;
    for (const reservation of inOrder) {
      const { nodeCount, from, to } = reservation;
      until = Math.min(until, from > now ? from : to);
      let busy = 0;
      for (let taken = 0; taken < nodeCount; taken++) {
        const seat = seats?.next().value;
        if (!seat) break;
        this.#bySeat.set(seat, reservation);
        if (seat.class === 'busy') busy += 1;
      }
      if (from <= now) this.lasting.push({ reservation, busy });
    }
    this.until = until;
  }

  get any(): boolean {
    return this.#bySeat.size > 0;
  }

  get seats(): ReadonlyMap<Seat, SchedulerReservation> {
    return this.#bySeat;
  }

  /** True when a node is reserved now. */
  lastsOn(seat: Seat): boolean {
    const reservation = this.#bySeat.get(seat);
    return reservation !== undefined && reservation.from <= this.#now;
  }

  /** The time from which a unit that could have a node at `at` may really have it. */
  mayUse(seat: Seat, unit: SchedulerUnit, at: number): number {
    const reservation = this.#bySeat.get(seat);
    return reservation ? mayUse(reservation, unit, Math.max(at, this.#now)) : at;
  }

  /** Nodes that a unit can never have as things stand. */
  closedTo(unit: SchedulerUnit): number {
    let closed = 0;
    for (const seat of this.#bySeat.keys())
      if (this.mayUse(seat, unit, this.#now) === Number.POSITIVE_INFINITY) closed += 1;
    return closed;
  }

  /** What to say of nodes that are kept from a unit now, and until when; undefined when none are. */
  whyNot(unit: SchedulerUnit, cluster: string): { why: Text; until: number } | undefined {
    let reserved = 0;
    let until = Number.POSITIVE_INFINITY;
    for (const [seat, { to }] of this.#bySeat) {
      if (this.mayUse(seat, unit, this.#now) <= this.#now) continue;
      reserved += 1;
      until = Math.min(until, to);
    }
    if (reserved === 0) return undefined;
    return { why: reason('nodesReserved', { reserved, cluster, until: sayTime(until) }), until };
  }
}

/** Others may use what is reserved until it begins, if they have ended by then; a workspace always what is its own. */
export function mayUse({ workspaceUid, from, to }: SchedulerReservation, unit: SchedulerUnit, at: number): number {
  if (workspaceUid !== null && workspaceUid === unit.workspaceUid) return at;
  return at + unit.limitMs <= from ? at : Math.max(at, to);
}

/** Nodes that work, newest first. */
function* newest(pool: Pool): Generator<Seat> {
  const lists = [pool.seats.free, pool.seats.busy, pool.seats.away].map((list) => list.reversed());
  const heads = lists.map((list) => list.next());
  for (;;) {
    let best = -1;
    for (const [place, { value, done }] of heads.entries()) {
      const other = heads[best]?.value;
      if (!done && value && (!other || newer(value, other))) best = place;
    }
    const found = heads[best]?.value;
    if (!found) return;
    if (!found.node?.broken) yield found;
    heads[best] = (lists[best] as Generator<Seat>).next();
  }
}

function newer(a: Seat, b: Seat): boolean {
  return compareSeats(a, b) > 0;
}
