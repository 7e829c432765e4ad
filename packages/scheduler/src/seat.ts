import { milli, type Use } from './amounts.ts';
import type { Placement, SchedulerNode, SchedulerUnit } from './interface.ts';
import type { LabelSet, LabelSets } from './labels.ts';
import { compareUids } from './order.ts';

/**
 * What a node that counts is good for now. `free`: nothing is on it. `busy`: a unit holds some of it, or something that the
 * scheduler is no longer told of, such as a task that is being stopped. `away`: cannot take work yet or for the moment.
 * `broken`: will not recover by itself.
 */
export type NodeClass = 'free' | 'busy' | 'away' | 'broken';

/** A part of a node in whole numbers. */
export interface Part {
  gpus: number;
  milliCpus: number;
  memory: number;
}

/** A unit that holds something. */
export interface Runner {
  unit: SchedulerUnit;
  /** By when it has ended, ms since 1970: -Infinity when it is being stopped, Infinity when nobody knows. */
  bound: number;
  use: Readonly<Use>;
}

/** A node together with what units hold of it. Known as soon as either is told, so that changes may come in any order. */
export class Seat {
  readonly uid: string;
  node: SchedulerNode | null = null;
  labels: LabelSet | null = null;
  /** Of its node. */
  ordinal = 0;
  holders: Runner[] = [];
  /** Time from which nothing of it is held any more, as far as is known; -Infinity when now. */
  emptyAt = Number.NEGATIVE_INFINITY;
  /** What is left of it, a running pass's own starts taken off. Not of use unless {@link open}. */
  gpus = 0;
  milliCpus = 0;
  memory = 0;
  /** Nothing at all is on it. */
  empty = false;
  /** It takes work now. */
  open = false;
  /** Holders of each GPU. */
  #gpuHolders: number[] = [];
  /** Units that hold it whole. */
  #whole = 0;
  #heldCpus = 0;
  #heldMemory = 0;
  /** GPUs given out by the running pass, and whether it gave all. */
  #given: number[] = [];

  constructor(uid: string) {
    this.uid = uid;
  }

  copy(): Seat {
    const other = new Seat(this.uid);
    other.node = this.node;
    other.labels = this.labels;
    other.ordinal = this.ordinal;
    other.holders = this.holders;
    other.emptyAt = this.emptyAt;
    other.#gpuHolders = this.#gpuHolders.slice();
    other.#whole = this.#whole;
    other.#heldCpus = this.#heldCpus;
    other.#heldMemory = this.#heldMemory;
    other.reset();
    return other;
  }

  get class(): NodeClass | undefined {
    const { node } = this;
    if (!node?.counted) return undefined;
    if (this.holders.length > 0 || (node.usable && !node.broken && node.idleSince === null)) return 'busy';
    if (node.broken) return 'broken';
    return node.usable ? 'free' : 'away';
  }

  tell(node: SchedulerNode | null, sets: LabelSets): void {
    this.node = node;
    this.labels = node ? sets.of(node.labels) : null;
    this.ordinal = node?.ordinal ?? 0;
    this.reset();
  }

  /** A unit holds some of it from now on, or no longer. */
  hold(runner: Runner, by: 1 | -1): void {
    if (by > 0) this.holders = [...this.holders, runner];
    else this.holders = this.holders.filter((one) => one !== runner);
    if (runner.unit.share === null) this.#whole += by;
    for (const part of runner.unit.held ?? []) {
      if (part.nodeUid !== this.uid) continue;
      this.#heldCpus += by * milli(part.cpus);
      this.#heldMemory += by * part.memoryBytes;
      for (const id of part.gpuIds) this.#gpuHolders[id] = (this.#gpuHolders[id] ?? 0) + by;
    }
    this.emptyAt = this.#lastEnd();
    this.reset();
  }

  /** When it would be empty with one holder more, or less. */
  emptyAtWith(runner: Runner, by: 1 | -1): number {
    if (by > 0) return Math.max(this.emptyAt, runner.bound);
    return runner.bound < this.emptyAt ? this.emptyAt : this.#lastEnd(runner);
  }

  #lastEnd(without?: Runner): number {
    let last = Number.NEGATIVE_INFINITY;
    for (const one of this.holders) if (one.bound > last && one !== without) last = one.bound;
    return last;
  }

  /** Forgets what a pass gave out. */
  reset(): void {
    this.#given = [];
    const { node } = this;
    this.open = false;
    this.empty = false;
    if (!node) return;
    const left = this.leftOf(node);
    this.gpus = left.gpus;
    this.milliCpus = left.milliCpus;
    this.memory = left.memory;
    const takes = node.usable && node.counted && !node.broken;
    this.empty = takes && this.holders.length === 0 && node.idleSince !== null;
    // What is not idle though nobody holds it is full of something that is not told.
    this.open = takes && (this.empty || this.holders.length > 0);
  }

  /** What of a node nobody is known to hold. */
  leftOf(node: SchedulerNode): Part {
    if (this.#whole > 0) return { gpus: 0, milliCpus: 0, memory: 0 };
    let gpus = 0;
    for (let id = 0; id < node.gpus; id++) if (!this.#gpuHolders[id]) gpus += 1;
    return {
      gpus,
      milliCpus: Math.max(0, milli(node.cpus) - this.#heldCpus),
      memory: Math.max(0, node.memoryBytes - this.#heldMemory),
    };
  }

  /** Gives a part of it, or all, to a task. The caller has checked that it is there. */
  give(part: Part | null, task: number): Placement {
    const node = this.node as SchedulerNode;
    const gpuIds: number[] = [];
    const gpus = part ? part.gpus : node.gpus;
    for (let id = 0; id < node.gpus && gpuIds.length < gpus; id++) {
      if (!this.#gpuHolders[id] && !this.#given.includes(id)) gpuIds.push(id);
    }
    this.#given.push(...gpuIds);
    this.empty = false;
    this.gpus -= gpus;
    this.milliCpus = part ? this.milliCpus - part.milliCpus : 0;
    this.memory = part ? this.memory - part.memory : 0;
    const cpus = part ? part.milliCpus / 1000 : node.cpus;
    return { nodeUid: this.uid, task, gpuIds, cpus, memoryBytes: part ? part.memory : node.memoryBytes };
  }

  /** True when a part of it, or all, is free now. */
  has(part: Part | null): boolean {
    if (!this.open) return false;
    return part ? holds(this, part) : this.empty;
  }
}

/** True when a part contains another. */
export function holds(whole: Part, part: Part): boolean {
  return part.gpus <= whole.gpus && part.milliCpus <= whole.milliCpus && part.memory <= whole.memory;
}

export function compareSeats(a: Seat, b: Seat): number {
  return a.ordinal - b.ordinal || compareUids(a.uid, b.uid);
}

/** Those that come free first; then as nodes are ordered. */
export function compareEnding(a: Seat, b: Seat): number {
  // Equal infinities have no difference.
  return a.emptyAt === b.emptyAt ? compareSeats(a, b) : a.emptyAt - b.emptyAt;
}
