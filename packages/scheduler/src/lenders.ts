import type { View } from './horizon.ts';
import type { CohortLine, QueueBook, QueueLine } from './queue-book.ts';
import { type Entry, type Group, useOf } from './shape.ts';

/**
 * Who is put off within a pass, where queues may take back what they lent: a unit that would borrow comes after those of other queues
 * of its cohort that only use their own, whatever its priority, as in Kueue. Else it would borrow again what was just taken from it for them, and be
 * stopped again, without end.
 */
export class Lenders {
  readonly #view: View;
  readonly #queues: QueueBook;
  /** Groups that had room within their queue's own at the start, and how many of their units are still to be considered. */
  readonly #groups = new Set<Group>();
  readonly #left = new Map<CohortLine | QueueLine, number>();
  /** Cohorts of which one was put off: among those who borrow the order stays. */
  readonly #late = new Set<CohortLine>();

  constructor(view: View, queues: QueueBook) {
    this.#view = view;
    this.#queues = queues;
    if (!view.cluster.preempts || !queues.bounded) return;
    for (const [group, copies] of view.pool.waiting.groups) {
      const line = queues.of(group.queue);
      if (!line.cohort || !this.#withinOwn(group)) continue;
      this.#groups.add(group);
      this.#count(line.cohort, copies);
      this.#count(line, copies);
    }
  }

  /** The order of a walk, with those that are put off at its end. */
  *inOrder(walk: Iterable<Entry>): Generator<Entry> {
    if (this.#groups.size === 0) {
      yield* walk;
      return;
    }
    const later: Entry[] = [];
    for (const entry of walk) {
      if (this.#putsOff(entry)) later.push(entry);
      else yield entry;
    }
    yield* later;
  }

  #putsOff({ group }: Entry): boolean {
    const line = this.#queues.of(group.queue);
    if (!line.cohort) return false;
    if (this.#groups.has(group)) {
      this.#count(line.cohort, -1);
      this.#count(line, -1);
    }
    const others = (this.#left.get(line.cohort) ?? 0) - (this.#left.get(line) ?? 0);
    if ((others <= 0 && !this.#late.has(line.cohort)) || this.#withinOwn(group)) return false;
    this.#late.add(line.cohort);
    return true;
  }

  #count(of: CohortLine | QueueLine, by: number): void {
    this.#left.set(of, (this.#left.get(of) ?? 0) + by);
  }

  #withinOwn(group: Group): boolean {
    return this.#queues.withinNominal(this.#queues.of(group.queue), useOf(group, this.#view.cluster));
  }
}
