/** Which ranks say something else than most: one that is missing where most agree, while it prints lines of its own. */
import type { OpenRow } from './open-rows.ts';

/** Rows for which a rank that was missing from an agreement stays the one that differs: what it says around it stands beside. */
const staysRows = 200;
/** Rows that are looked at for an agreement that comes after: a rank's own lines often come before the others go on without it. */
const aheadRows = 64;

export class Differing {
  readonly #rankOf: readonly number[];
  readonly #ranks: readonly number[];
  /** Row (by count) at which a rank was last missing from an agreement. */
  #missed = new Map<number, number>();
  #count = 0;
  /** What the rows up to this one (by id) will show. */
  #ahead = new Set<number>();
  #aheadOf = new Set<number>();
  work = 0;

  /** `rankOf`: each lane's rank; negative for a lane of none, which is missed nowhere. */
  constructor(rankOf: readonly number[]) {
    this.#rankOf = rankOf;
    this.#ranks = [...new Set(rankOf)].filter((rank) => rank >= 0);
  }

  clone(): Differing {
    const copy = new Differing(this.#rankOf);
    copy.#missed = new Map(this.#missed);
    copy.#count = this.#count;
    copy.#ahead = new Set(this.#ahead);
    copy.#aheadOf = new Set(this.#aheadOf);
    return copy;
  }

  /** The side of the row that settles next; `row.next` tells what comes after it. */
  settle(row: OpenRow): 'agree' | 'differ' {
    this.#count += 1;
    if (this.#agrees(row)) {
      for (const rank of this.#missingFrom(row)) this.#missed.set(rank, this.#count);
      this.#aheadOf.delete(row.id);
      return 'agree';
    }
    if (!this.#aheadOf.delete(row.id)) this.#lookAhead(row);
    const differs = row.lanes.some((lane) => {
      const rank = this.#rankOf[lane] as number;
      return this.#ahead.has(rank) || this.#count - (this.#missed.get(rank) ?? Number.NEGATIVE_INFINITY) <= staysRows;
    });
    return differs ? 'differ' : 'agree';
  }

  /** Up to the next row that all share, who is missing from what most share; done once for the rows until there. */
  #lookAhead(from: OpenRow): void {
    this.#ahead = new Set();
    this.#aheadOf = new Set();
    let row: OpenRow | undefined = from;
    for (let at = 0; row && at < aheadRows && row.lanes.length < this.#ranks.length; at++, row = row.next) {
      this.work += 1;
      if (row !== from) this.#aheadOf.add(row.id);
      if (this.#agrees(row)) for (const rank of this.#missingFrom(row)) this.#ahead.add(rank);
    }
  }

  /** Most ranks share it; of two ranks neither is most. */
  #agrees(row: OpenRow): boolean {
    return row.lanes.length * 2 > this.#ranks.length && this.#ranks.length > 1;
  }

  #missingFrom(row: OpenRow): number[] {
    if (row.lanes.length === this.#ranks.length) return [];
    this.work += this.#ranks.length;
    const here = new Set(row.lanes.map((lane) => this.#rankOf[lane]));
    return this.#ranks.filter((rank) => !here.has(rank));
  }
}
