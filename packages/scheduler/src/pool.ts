import type { SchedulerCluster, SchedulerNode, SchedulerUnit } from './interface.ts';
import { compareNodes, compareUnits } from './order.ts';
import { SortedList } from './sorted-list.ts';

/**
 * What a node that counts is good for now. `free`: takes work. `busy`: a unit holds some of it, or something that the
 * scheduler is no longer told of, such as a task that is being stopped. `away`: cannot take work
 * yet or for the moment. `broken`: will not recover by itself.
 */
export type NodeClass = 'free' | 'busy' | 'away' | 'broken';

/** The class of a node that `holders` units hold; undefined when it does not count. */
export function classify(node: SchedulerNode, holders: number): NodeClass | undefined {
  if (!node.counted) return undefined;
  if (holders > 0 || (node.usable && !node.broken && node.idleSince === null)) return 'busy';
  if (node.broken) return 'broken';
  return node.usable ? 'free' : 'away';
}

/**
 * Everything of one cluster, indexed for a pass. It exists as soon as a cluster, a node or a unit names it, so that changes
 * may come in any order; `cluster` is null while the cluster itself is not known.
 */
export class Pool {
  readonly uid: string;
  cluster: SchedulerCluster | null = null;
  readonly waiting: SortedList<SchedulerUnit>;
  readonly nodes: Readonly<Record<NodeClass, SortedList<SchedulerNode>>>;
  /** Units that hold something. */
  running = 0;
  /** How many nodes are filed here, those that do not count included. */
  members = 0;
  /** Moves with every change, so that a plan made before is known to be stale. */
  version = 0;
  /** Waiting units by the size of their gang: the demand without walking the queue. */
  readonly #gangs: Map<number, number>;

  constructor(uid: string, from?: Pool) {
    this.uid = uid;
    this.waiting = from?.waiting.copy() ?? new SortedList(compareUnits);
    const list = (name: NodeClass) => from?.nodes[name].copy() ?? new SortedList(compareNodes);
    this.nodes = { free: list('free'), busy: list('busy'), away: list('away'), broken: list('broken') };
    this.#gangs = new Map(from?.gangs);
    this.cluster = from?.cluster ?? null;
    this.running = from?.running ?? 0;
    this.members = from?.members ?? 0;
  }

  get gangs(): ReadonlyMap<number, number> {
    return this.#gangs;
  }

  /** Nodes that count towards the cluster's size. */
  get counted(): number {
    const { free, busy, away, broken } = this.nodes;
    return free.size + busy.size + away.size + broken.size;
  }

  get empty(): boolean {
    return this.cluster === null && this.waiting.size === 0 && this.running === 0 && this.members === 0;
  }

  addUnit(unit: SchedulerUnit): void {
    if (unit.held !== null) {
      this.running += 1;
      return;
    }
    this.waiting.add(unit);
    this.#gangs.set(unit.nodeCount, (this.#gangs.get(unit.nodeCount) ?? 0) + 1);
  }

  removeUnit(unit: SchedulerUnit): void {
    if (unit.held !== null) {
      this.running -= 1;
      return;
    }
    this.waiting.remove(unit);
    const left = (this.#gangs.get(unit.nodeCount) ?? 1) - 1;
    if (left > 0) this.#gangs.set(unit.nodeCount, left);
    else this.#gangs.delete(unit.nodeCount);
  }

  /** Nodes and units of the waiting gangs that `most` nodes could hold; larger ones would wait for ever and count nothing. */
  demand(most: number): { nodes: number; units: number } {
    let nodes = 0;
    let units = 0;
    for (const [size, count] of this.#gangs) {
      if (size > most) continue;
      nodes += size * count;
      units += count;
    }
    return { nodes, units };
  }

  copy(): Pool {
    return new Pool(this.uid, this);
  }
}
