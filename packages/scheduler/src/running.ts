import { addTo, heldBy, type Use } from './amounts.ts';
import type { SchedulerUnit } from './interface.ts';
import { compareWithin } from './order.ts';
import type { Runner } from './seat.ts';
import { SortedList } from './sorted-list.ts';

/** What runs under the name of a queue, whether or not the cluster has such a queue. */
export interface QueueLoad {
  use: Use;
  runners: Set<Runner>;
}

/** The units of a cluster that hold something. */
export class Running {
  /** Those that end first, first: as far as is known by their time limits. */
  readonly ending: SortedList<Runner>;
  readonly #queues = new Map<string, QueueLoad>();
  #jobs: Map<string, number> | undefined;

  constructor(from?: Running) {
    this.ending = from?.ending.copy() ?? new SortedList(compareBounds);
    for (const [name, { use, runners }] of from ? from.#queues : []) {
      this.#queues.set(name, { use: [...use], runners: new Set(runners) });
    }
  }

  get size(): number {
    return this.ending.size;
  }

  get queues(): ReadonlyMap<string, QueueLoad> {
    return this.#queues;
  }

  /** Units of a job that hold something. Counted when somebody asks, which only arrays at their bound do. */
  ofJob(uid: string): number {
    if (!this.#jobs) {
      this.#jobs = new Map();
      for (const { unit } of this.ending) this.#jobs.set(unit.jobUid, (this.#jobs.get(unit.jobUid) ?? 0) + 1);
    }
    return this.#jobs.get(uid) ?? 0;
  }

  add(runner: Runner): void {
    this.ending.add(runner);
    this.#jobs = undefined;
    let load = this.#queues.get(runner.unit.queue);
    if (!load) {
      load = { use: [0, 0, 0], runners: new Set() };
      this.#queues.set(runner.unit.queue, load);
    }
    addTo(load.use, runner.use);
    load.runners.add(runner);
  }

  remove(runner: Runner): void {
    this.ending.remove(runner);
    this.#jobs = undefined;
    const load = this.#queues.get(runner.unit.queue);
    if (!load) return;
    addTo(load.use, runner.use, -1);
    load.runners.delete(runner);
    if (load.runners.size === 0) this.#queues.delete(runner.unit.queue);
  }
}

/** A unit that holds something, with what others need to know of it. */
export function runnerOf(unit: SchedulerUnit): Runner {
  const ends = unit.startedAt === null ? Number.POSITIVE_INFINITY : unit.startedAt + unit.limitMs;
  return { unit, bound: unit.stopping ? Number.NEGATIVE_INFINITY : ends, use: heldBy(unit) };
}

function compareBounds(a: Runner, b: Runner): number {
  // Equal infinities have no difference.
  return a.bound === b.bound ? compareWithin(a.unit, b.unit) : a.bound - b.bound;
}
