import { addTo, type Use } from './amounts.ts';
import type { SchedulerCluster, SchedulerUnit } from './interface.ts';
import { compareWithin } from './order.ts';
import type { Runner } from './seat.ts';
import { type Entry, Groups } from './shape.ts';
import { SortedList } from './sorted-list.ts';

/** One among whom the cluster is shared fairly: a user, a workspace, or all together. */
export interface Owner {
  key: string;
  /** What it holds. */
  use: Use;
  running: number;
  /** Its waiting units by priority, each in order. */
  lines: Map<number, SortedList<Entry>>;
}

type FairShareKind = SchedulerCluster['fairShare']['by'];

const compareEntries = (a: Entry, b: Entry) => compareWithin(a.unit, b.unit);

/** The waiting units of a cluster by owner and priority: what a walk in order of fair share starts from. */
export class Waiting {
  /** Those that take no part for now, in order of submission. */
  readonly blocked: SortedList<SchedulerUnit>;
  readonly groups: Groups;
  readonly #owners = new Map<string, Owner>();
  #by: FairShareKind = 'none';
  #size = 0;

  constructor(from?: Waiting) {
    this.blocked = from?.blocked.copy() ?? new SortedList(compareWithin);
    this.groups = new Groups(from?.groups);
    if (!from) return;
    this.#by = from.#by;
    this.#size = from.#size;
    for (const owner of from.#owners.values()) {
      const lines = new Map([...owner.lines].map(([priority, line]) => [priority, line.copy()]));
      this.#owners.set(owner.key, { ...owner, use: [...owner.use], lines });
    }
  }

  /** All that wait, the blocked ones included. */
  get size(): number {
    return this.#size + this.blocked.size;
  }

  /** Those that take part. */
  get active(): number {
    return this.#size;
  }

  get owners(): Iterable<Owner> {
    return this.#owners.values();
  }

  /** All that wait, in no order that means anything. */
  *units(): Generator<SchedulerUnit> {
    yield* this.blocked;
    for (const { lines } of this.#owners.values())
      for (const line of lines.values()) for (const { unit } of line) yield unit;
  }

  add(unit: SchedulerUnit): void {
    if (unit.blocked) this.blocked.add(unit);
    else {
      this.#file(this.groups.add(unit));
      this.#size += 1;
    }
  }

  remove(unit: SchedulerUnit): void {
    if (unit.blocked) {
      this.blocked.remove(unit);
      return;
    }
    const owner = this.#owners.get(this.#keyOf(unit)) as Owner;
    const line = owner.lines.get(unit.priority) as SortedList<Entry>;
    const entry = line.take({ unit } as Entry) as Entry;
    this.groups.remove(entry);
    this.#size -= 1;
    if (line.size === 0) owner.lines.delete(unit.priority);
    this.#dropUnused(owner);
  }

  /** A unit holds something from now on, or no longer. */
  run({ unit, use }: Runner, by: 1 | -1): void {
    const owner = this.#owner(this.#keyOf(unit));
    addTo(owner.use, use, by);
    owner.running += by;
    this.#dropUnused(owner);
  }

  /** Files everything anew when it is others among whom the cluster is shared. */
  shareBy(by: FairShareKind, running: Iterable<Runner>): void {
    if (by === this.#by) return;
    const entries = [...this.#owners.values()].flatMap(({ lines }) => [...lines.values()].flatMap((line) => [...line]));
    this.#owners.clear();
    this.#by = by;
    for (const entry of entries) this.#file(entry);
    for (const runner of running) this.run(runner, 1);
  }

  #file(entry: Entry): void {
    const { lines } = this.#owner(this.#keyOf(entry.unit));
    let line = lines.get(entry.unit.priority);
    if (!line) {
      line = new SortedList(compareEntries);
      lines.set(entry.unit.priority, line);
    }
    line.add(entry);
  }

  #keyOf(unit: SchedulerUnit): string {
    return this.#by === 'user' ? unit.user : this.#by === 'workspace' ? unit.workspaceUid : '';
  }

  #owner(key: string): Owner {
    let owner = this.#owners.get(key);
    if (!owner) {
      owner = { key, use: [0, 0, 0], running: 0, lines: new Map() };
      this.#owners.set(key, owner);
    }
    return owner;
  }

  #dropUnused(owner: Owner): void {
    if (owner.running === 0 && owner.lines.size === 0) this.#owners.delete(owner.key);
  }
}
