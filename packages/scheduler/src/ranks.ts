import type { SchedulerCluster, SchedulerUnit, Standing } from './interface.ts';
import type { Pool } from './pool.ts';
import { Walk } from './walk.ts';

/** How many of those ahead are named. */
const mostNamed = 10;

/** The whole order of a cluster's waiting units at a moment. Made when somebody asks for a place, and kept as long as it holds. */
export class Ranks {
  readonly #order: string[] = [];
  readonly #places = new Map<string, number>();

  constructor(pool: Pool, cluster: SchedulerCluster, now: number) {
    const walk = new Walk(pool.waiting, pool.counted, cluster, now);
    for (let entry = walk.next(); entry; entry = walk.next()) {
      const { uid } = entry.unit;
      // An array stands where its first shard does.
      if (this.#places.has(uid)) continue;
      this.#places.set(uid, this.#order.length);
      this.#order.push(uid);
    }
  }

  standing({ uid }: SchedulerUnit): Standing | null {
    const place = this.#places.get(uid);
    if (place === undefined) return null;
    return { position: place + 1, ahead: this.#order.slice(Math.max(0, place - mostNamed), place).reverse() };
  }

  /** How many stand before a unit, without those given. */
  ahead(uid: string, without: ReadonlySet<string> | undefined): number {
    const place = this.#places.get(uid) ?? 0;
    if (!without || without.size === 0) return place;
    let ahead = 0;
    for (let at = 0; at < place; at++) if (!without.has(this.#order[at] as string)) ahead += 1;
    return ahead;
  }
}
