import { addTo, ceiling, milli, type Use } from './amounts.ts';
import type { SchedulerCluster, SchedulerUnit } from './interface.ts';
import { compareWithin } from './order.ts';
import { copiesOf, type Entry, useOf } from './shape.ts';
import type { SortedList } from './sorted-list.ts';
import type { Owner, Waiting } from './waiting.ts';

/** A line of an owner and how far the walk has come in it. */
interface Line {
  list: SortedList<Entry>;
  rest: Iterator<Entry> | null;
  head: Entry | undefined;
  /** Of its head. */
  level: number;
}

/** An owner on the walk. */
interface Walker {
  lines: Line[];
  weight: number;
  /** What it holds, and what it would hold if all of its units that were considered started. */
  use: Use;
  share: number;
  /** Its line whose head comes next. */
  line: Line;
  head: Entry;
  level: number;
  /** Times that the head is still to be considered: an array's entry once for each shard. */
  copies: number;
}

/**
 * The order in which a cluster's waiting units are considered, lazily: higher priority with age first; then progressive filling,
 * the owner with the least weighted dominant share first (Ghodsi et al., "Dominant Resource Fairness", NSDI 2011), where what was
 * considered counts as if it ran; then earlier submission. A function of what was told and the time, not of what finds room.
 */
export class Walk {
  readonly #cluster: SchedulerCluster;
  readonly #now: number;
  readonly #capacity: Use;
  /** A binary heap. */
  readonly #heap: Walker[] = [];

  constructor(waiting: Waiting, counted: number, cluster: SchedulerCluster, now: number) {
    this.#cluster = cluster;
    this.#now = now;
    const { cpus, gpus } = cluster.nodeSize;
    const nodes = Math.max(ceiling(cluster), counted);
    this.#capacity = [nodes, nodes * milli(cpus), nodes * gpus];
    for (const owner of waiting.owners) {
      const walker = this.#walker(owner);
      if (walker) this.#heap.push(walker);
    }
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  /** The next one; an array's entry as often as it may start. */
  next(): Entry | undefined {
    const walker = this.#heap[0];
    if (!walker) return undefined;
    const { head, line } = walker;
    const takesPart = head.unit.notBefore <= this.#now && copiesOf(head.unit) > 0;
    if (takesPart) {
      addTo(walker.use, useOf(head.group, this.#cluster));
      walker.share = this.#share(walker);
    }
    walker.copies -= 1;
    if (walker.copies <= 0 || !takesPart) {
      line.rest ??= skipFirst(line.list);
      const { value, done } = line.rest.next();
      line.head = done ? undefined : value;
      if (line.head) line.level = this.level(line.head.unit);
      if (!this.#lead(walker)) {
        const last = this.#heap.pop() as Walker;
        if (this.#heap.length > 0) this.#heap[0] = last;
      }
    }
    this.#sink(0);
    return head;
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let entry = this.next(); entry; entry = this.next()) yield entry;
  }

  /** The priority of a unit with its age. */
  level(unit: SchedulerUnit): number {
    return levelOf(unit, this.#cluster, this.#now);
  }

  #walker(owner: Owner): Walker | undefined {
    const lines: Line[] = [];
    for (const list of owner.lines.values()) {
      const head = list.first;
      if (head) lines.push({ list, rest: null, head, level: this.level(head.unit) });
    }
    const first = lines[0];
    if (!first?.head) return undefined;
    const weight = this.#cluster.fairShare.weights[owner.key] ?? 1;
    const walker: Walker = {
      lines,
      weight: weight > 0 ? weight : 1,
      use: [...owner.use],
      share: 0,
      line: first,
      head: first.head,
      level: 0,
      copies: 0,
    };
    walker.share = this.#share(walker);
    return this.#lead(walker) ? walker : undefined;
  }

  /** Chooses an owner's next one among its lines; false when there is none. */
  #lead(walker: Walker): boolean {
    let best: Entry | undefined;
    for (const line of walker.lines) {
      if (!line.head) continue;
      const { level } = line;
      if (best && (level < walker.level || (level === walker.level && compareWithin(line.head.unit, best.unit) > 0)))
        continue;
      best = line.head;
      walker.line = line;
      walker.level = level;
    }
    if (!best) return false;
    walker.head = best;
    walker.copies = copiesOf(best.unit);
    return true;
  }

  #share({ use, weight }: Walker): number {
    let dominant = 0;
    for (let place = 0; place < use.length; place++) {
      const capacity = this.#capacity[place] as number;
      if (capacity > 0) dominant = Math.max(dominant, (use[place] as number) / capacity);
    }
    return dominant / weight;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const walker = heap[from];
    if (!walker) return;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && goesFirst(heap[child + 1] as Walker, heap[child] as Walker)) child += 1;
      const other = heap[child] as Walker;
      if (!goesFirst(other, walker)) break;
      heap[at] = other;
      at = child;
    }
    heap[at] = walker;
  }
}

/** The priority of a unit, one higher for each `ageingMs` since it came. */
export function levelOf({ priority, since }: SchedulerUnit, { ageingMs }: SchedulerCluster, now: number): number {
  return ageingMs > 0 ? priority + Math.max(0, Math.floor((now - since) / ageingMs)) : priority;
}

function goesFirst(a: Walker, b: Walker): boolean {
  if (a.level !== b.level) return a.level > b.level;
  if (a.share !== b.share) return a.share < b.share;
  return compareWithin(a.head.unit, b.head.unit) < 0;
}

function skipFirst<T>(list: SortedList<T>): Iterator<T> {
  const rest = list[Symbol.iterator]();
  rest.next();
  return rest;
}
