import { addTo, amountsOf, boundsOf, resourceNames, shown, type Use } from './amounts.ts';
import type { Amounts, QueueState, SchedulerCluster, SchedulerQueue } from './interface.ts';
import type { Pool } from './pool.ts';

/** A queue as Kueue computes it (concepts/cluster_queue): nominal, borrowing and lending limits, per resource. */
export interface QueueLine {
  name: string;
  cohort: CohortLine | null;
  nominal: Use;
  /** Nominal and what it may borrow. */
  most: Use;
  /** What of its own nobody else may use. */
  guaranteed: Use;
  used: Use;
}

export interface CohortLine {
  name: string;
  /** What its queues lend each other, and what of it is used. */
  capacity: Use;
  used: Use;
  lines: QueueLine[];
}

/** A quota that leaves too little of a resource. */
export interface QuotaShort {
  /** Place in a {@link Use}. */
  place: number;
  /** True when its cohort has nothing left to lend, false when the queue's own bound is reached. */
  ofCohort: boolean;
  used: number;
  limit: number;
  needed: number;
}

const unlimited = Number.POSITIVE_INFINITY;

/** The queues of a cluster within one pass: what runs, and what the pass starts. */
export class QueueBook {
  /** By name. `default` is always there. */
  readonly lines: ReadonlyMap<string, QueueLine>;
  /** False when no queue bounds anything. */
  readonly bounded: boolean;
  readonly #default: QueueLine;

  constructor(pool: Pool, cluster: SchedulerCluster) {
    this.lines = linesOf(cluster.queues);
    this.bounded = cluster.queues.length > 0;
    this.#default = this.lines.get('default') as QueueLine;
    for (const [name, { use }] of pool.running.queues) addTo(this.of(name).used, use);
    for (const line of this.lines.values()) {
      for (let place = 0; line.cohort && place < 3; place++)
        line.cohort.used[place] = at(line.cohort.used, place) + above(line, place, 0);
    }
  }

  /** The queue of that name; `default` for one that the cluster does not have any more. */
  of(name: string): QueueLine {
    return this.lines.get(name) ?? this.#default;
  }

  /** Takes an amount from a queue, or gives it back with `times` -1. */
  take(line: QueueLine, asked: Readonly<Use>, times = 1): void {
    const { cohort } = line;
    for (let place = 0; place < 3; place++) {
      const before = above(line, place, 0);
      line.used[place] = at(line.used, place) + at(asked, place) * times;
      if (cohort) cohort.used[place] = at(cohort.used, place) + above(line, place, 0) - before;
    }
  }

  /** True when a queue may use so much more. */
  fits(line: QueueLine, asked: Readonly<Use>): boolean {
    for (let place = 0; place < 3; place++) if (shortAt(line, place, at(asked, place))) return false;
    return true;
  }

  /** Everything that keeps a queue from using so much more. */
  shorts(line: QueueLine, asked: Readonly<Use>): QuotaShort[] {
    const shorts = [0, 1, 2].map((place) => shortAt(line, place, at(asked, place)));
    return shorts.filter((short) => short !== undefined);
  }

  /** What a queue could never use, even if nothing ran. */
  never(line: QueueLine, asked: Readonly<Use>): QuotaShort | undefined {
    for (let place = 0; place < 3; place++) {
      const needed = at(asked, place);
      const most = mostAt(line, place);
      if (needed > 0 && needed > most) return { place, ofCohort: false, used: 0, limit: most, needed };
    }
    return undefined;
  }

  /** True when a queue, with so much more, still uses only what is its own. */
  withinNominal(line: QueueLine, asked: Readonly<Use>): boolean {
    return [0, 1, 2].every(
      (place) => at(asked, place) === 0 || at(line.used, place) + at(asked, place) <= at(line.nominal, place),
    );
  }
}

const openQueue: SchedulerQueue = { name: 'default', cohort: null, nominal: {}, borrowing: null, lending: null };

function linesOf(queues: readonly SchedulerQueue[]): Map<string, QueueLine> {
  const cohorts = new Map<string, CohortLine>();
  const lines = new Map(queues.map((queue) => [queue.name, lineOf(queue, cohorts)]));
  if (!lines.has(openQueue.name)) lines.set(openQueue.name, lineOf(openQueue, cohorts));
  return lines;
}

function lineOf(queue: SchedulerQueue, cohorts: Map<string, CohortLine>): QueueLine {
  const nominal = boundsOf(queue.nominal);
  const lending = boundsOf(queue.lending ?? {});
  const borrowing = boundsOf(queue.borrowing ?? {});
  const lent = nominal.map((own, place) => Math.min(own, at(lending, place))) as Use;
  const line: QueueLine = {
    name: queue.name,
    cohort: null,
    nominal,
    most: nominal.map((own, place) => own + (queue.cohort === null ? 0 : at(borrowing, place))) as Use,
    guaranteed: nominal.map((own, place) =>
      at(lending, place) === unlimited ? 0 : Math.max(0, own - at(lending, place)),
    ) as Use,
    used: [0, 0, 0],
  };
  if (queue.cohort === null) return line;
  let cohort = cohorts.get(queue.cohort);
  if (!cohort) {
    cohort = { name: queue.cohort, capacity: [0, 0, 0], used: [0, 0, 0], lines: [] };
    cohorts.set(queue.cohort, cohort);
  }
  addTo(cohort.capacity, lent);
  cohort.lines.push(line);
  line.cohort = cohort;
  return line;
}

/** What a queue uses, with so much more, of what its cohort has in common. */
function above(line: QueueLine, place: number, more: number): number {
  return Math.max(0, at(line.used, place) + more - at(line.guaranteed, place));
}

/** The most that a queue can ever use: its own, and what the others of its cohort lend at most. */
function mostAt(line: QueueLine, place: number): number {
  const lent = line.cohort ? at(line.guaranteed, place) + at(line.cohort.capacity, place) : unlimited;
  return Math.min(at(line.most, place), lent);
}

/** The same for a queue by name, in the units that people know; what is absent is not limited. */
export function mostOfQueue(queues: readonly SchedulerQueue[], name: string): Amounts {
  const line = linesOf(queues).get(name);
  if (!line) return {};
  const places = resourceNames.map((resource, place) => [resource, shown(place, mostAt(line, place))] as const);
  return Object.fromEntries(places.filter(([, most]) => most !== unlimited));
}

function shortAt(line: QueueLine, place: number, needed: number): QuotaShort | undefined {
  if (needed === 0) return undefined;
  const used = at(line.used, place);
  const limit = at(line.most, place);
  if (used + needed > limit) return { place, ofCohort: false, used, limit, needed };
  if (!line.cohort) return undefined;
  const lent = at(line.cohort.capacity, place) - at(line.cohort.used, place);
  const more = above(line, place, needed) - above(line, place, 0);
  if (more <= lent) return undefined;
  return { place, ofCohort: true, used, limit: Math.max(0, lent), needed: more };
}

function at(use: Readonly<Use>, place: number): number {
  return use[place] as number;
}

/** What people are shown of a cluster's queues. */
export function queueStates(pool: Pool, cluster: SchedulerCluster): QueueState[] {
  const book = new QueueBook(pool, cluster);
  const counts = new Map<QueueLine, { running: number; waiting: number }>();
  for (const line of book.lines.values()) counts.set(line, { running: 0, waiting: 0 });
  const countOf = (name: string) => counts.get(book.of(name)) as { running: number; waiting: number };
  for (const [name, { runners }] of pool.running.queues) countOf(name).running += runners.size;
  for (const unit of pool.waiting.units()) countOf(unit.queue).waiting += unit.array?.left ?? 1;
  return [...counts].map(([line, count]) => ({
    name: line.name,
    cohort: line.cohort?.name ?? null,
    used: amountsOf(line.used),
    borrowed: amountsOf(line.used.map((used, place) => Math.max(0, used - at(line.nominal, place))) as Use),
    ...count,
  }));
}
