import { askedOf, milli, type Use } from './amounts.ts';
import type { SchedulerCluster, SchedulerUnit } from './interface.ts';
import { labelKey } from './labels.ts';
import type { Part } from './seat.ts';

/** What units ask of nodes. Where one of a shape finds no room in a pass, no other of it will: rooms only get smaller. */
export interface Shape {
  key: string;
  nodeCount: number;
  /** null: whole nodes. */
  part: Part | null;
  labels: SchedulerUnit['labels'];
  avoid: readonly string[];
}

/** Waiting units that the scheduler need not tell apart: equal shape, time limit, queue, workspace and user. */
export interface Group {
  key: string;
  shape: Shape;
  limitMs: number;
  queue: string;
  workspaceUid: string;
  user: string;
  /** Any one of them. */
  sample: SchedulerUnit;
  /** See {@link useOf}. */
  use: { cluster: SchedulerCluster; use: Use } | null;
}

/** What one unit of a group asks of a queue. */
export function useOf(group: Group, cluster: SchedulerCluster): Readonly<Use> {
  if (group.use?.cluster !== cluster) group.use = { cluster, use: askedOf(group.sample, cluster.nodeSize) };
  return group.use.use;
}

export function partOf(share: SchedulerUnit['share']): Part | null {
  return share && { gpus: share.gpus, milliCpus: milli(share.cpus), memory: share.memoryBytes };
}

function shapeKey({ nodeCount, share, labels, avoid }: SchedulerUnit): string {
  const part = share ? `${share.gpus},${milli(share.cpus)},${share.memoryBytes}` : '';
  const rest = avoid.length > 0 ? [...avoid].sort().join() : '';
  return `${nodeCount}|${part}|${labelKey(labels)}|${rest}`;
}

/** What a unit asks of nodes. */
export function shapeOf(unit: SchedulerUnit): Shape {
  const { nodeCount, labels, avoid } = unit;
  return { key: shapeKey(unit), nodeCount, part: partOf(unit.share), labels, avoid };
}

/** A waiting unit and what it has in common with others. */
export interface Entry {
  unit: SchedulerUnit;
  group: Group;
}

interface Tally {
  /** Units, of an array's entry each shard that may run now. */
  copies: number;
  entries: number;
}

/** The groups of a cluster's waiting units, and how many are in each. Groups themselves never change, so that forks have them in common. */
export class Groups {
  readonly #groups: Map<string, Group>;
  readonly #shapes: Map<string, Shape>;
  readonly #tallies = new Map<Group, Tally>();

  constructor(from?: Groups) {
    this.#groups = new Map(from ? from.#groups : []);
    this.#shapes = new Map(from ? from.#shapes : []);
    for (const [group, tally] of from ? from.#tallies : []) this.#tallies.set(group, { ...tally });
  }

  /** Each group with the number of units that may start. */
  *[Symbol.iterator](): Generator<[Group, number]> {
    for (const [group, { copies }] of this.#tallies) if (copies > 0) yield [group, copies];
  }

  add(unit: SchedulerUnit): Entry {
    const shape = shapeKey(unit);
    const key = `${shape}|${unit.limitMs}|${unit.queue}|${unit.workspaceUid}|${unit.user}`;
    let group = this.#groups.get(key);
    if (!group) {
      const { limitMs, queue, workspaceUid, user } = unit;
      group = { key, shape: this.#shape(shape, unit), limitMs, queue, workspaceUid, user, sample: unit, use: null };
      this.#groups.set(key, group);
      this.#tallies.set(group, { copies: 0, entries: 0 });
    }
    const tally = this.#tallies.get(group) as Tally;
    tally.copies += copiesOf(unit);
    tally.entries += 1;
    return { unit, group };
  }

  remove({ unit, group }: Entry): void {
    const tally = this.#tallies.get(group) as Tally;
    tally.copies -= copiesOf(unit);
    tally.entries -= 1;
    if (tally.entries > 0) return;
    this.#tallies.delete(group);
    this.#groups.delete(group.key);
    // Shapes outlive their groups: as few as the ways in which jobs are written. None left: start afresh.
    if (this.#tallies.size === 0) this.#shapes.clear();
  }

  #shape(key: string, unit: SchedulerUnit): Shape {
    let shape = this.#shapes.get(key);
    if (!shape) {
      shape = shapeOf(unit);
      this.#shapes.set(key, shape);
    }
    return shape;
  }
}

/** How many of a waiting unit may start: of an array's entry as many as its job allows at once. */
export function copiesOf({ array }: SchedulerUnit): number {
  return array ? Math.max(0, Math.min(array.left, array.parallel)) : 1;
}
