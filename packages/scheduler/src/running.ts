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
  readonly #jobs: Map<string, number>;

  constructor(from?: Running) {
    this.ending = from?.ending.copy() ?? new SortedList(compareBounds);
    this.#jobs = new Map(from ? from.#jobs : []);
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

  /** Units of a job that hold something. */
  ofJob(uid: string): number {
    return this.#jobs.get(uid) ?? 0;
  }

  add(runner: Runner): void {
    this.ending.add(runner);
    this.#jobs.set(runner.unit.jobUid, this.ofJob(runner.unit.jobUid) + 1);
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
    const { jobUid } = runner.unit;
    const left = this.ofJob(jobUid) - 1;
    if (left > 0) this.#jobs.set(jobUid, left);
    else this.#jobs.delete(jobUid);
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
