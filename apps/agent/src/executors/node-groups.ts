import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename } from 'node:path';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import {
  childrenOf,
  findHierarchies,
  type Hierarchy,
  recordedGroups,
  recordGroups,
  removeBelow,
} from '@trainyard/runtime/node/cgroups';
import { Cgroup, type GroupLimits, nodeHierarchies } from './cgroup.ts';

/** What the machine has, whatever the node's size promises. */
export interface Machine {
  cpus: number;
  memoryBytes: number;
}

/**
 * Processes and threads of one task. Half of the 32,768 numbers that a kernel gives by default: a fork bomb leaves the machine, and
 * the agent that ends it, room to work; the largest nodes' data loaders need a tenth of it.
 */
const pidsMost = 16_384;

const machine = (): Machine => ({ cpus: cpus().length, memoryBytes: totalmem() });

/** Name of the group in which the node's set-up runs. */
export const setupGroup = 'setup';

/** The groups of this node: a directory of ours in each hierarchy of cgroups in which this agent may make some. */
export class NodeGroups {
  readonly #hierarchies: readonly Hierarchy[];
  readonly #machine: Machine;

  constructor(hierarchies: readonly Hierarchy[], machine: Machine) {
    this.#hierarchies = hierarchies;
    this.#machine = machine;
  }

  /**
   * Those of an earlier agent where they are still there, since its tasks are in them; else new ones, which are written down for the next
   * agent, and for who cleans up when there is none.
   */
  static open(nodeHome: string, nodeUid: string): NodeGroups {
    const known = recordedGroups(nodeHome, nodeUid);
    const kept = known.length > 0 && known.every(({ directory }) => existsSync(directory));
    const hierarchies = kept ? known : nodeHierarchies(findHierarchies(), nodeUid, machine().cpus);
    try {
      if (!kept && hierarchies.length > 0) recordGroups(nodeHome, hierarchies);
    } catch {
      // A full disk is no reason not to start: the next agent finds them again by their names.
    }
    return new NodeGroups(hierarchies, machine());
  }

  /** Those that an agent wrote down; none when it did not. */
  static known(nodeHome: string, nodeUid: string): NodeGroups {
    return new NodeGroups(recordedGroups(nodeHome, nodeUid), machine());
  }

  /** What is limited, and by which version of cgroups, as `memory (cgroup v1)`; empty without rights. */
  get isolation(): string[] {
    const names = { memory: 'memory', cpu: 'processors', pids: 'processes' } as const;
    return this.#hierarchies.flatMap(({ version, controllers }) =>
      controllers.map((one) => `${names[one]} (cgroup v${version})`),
    );
  }

  /** A group by name; it need not be there. Undefined where none can be. */
  group(name: string): Cgroup | undefined {
    return this.#hierarchies.length > 0 ? new Cgroup(this.#hierarchies, name) : undefined;
  }

  /**
   * What a task may use: what it was granted, where the machine has more than that. A node's size may promise more than its
   * machine has: a limit that nothing could reach would say that something is limited.
   */
  limitsOf({ cpus: granted, memoryBytes }: TaskPlan['resources']): GroupLimits {
    const { cpus: all, memoryBytes: whole } = this.#machine;
    return {
      memoryBytes: memoryBytes > 0 && memoryBytes < whole ? memoryBytes : null,
      cpus: granted > 0 && granted < all ? granted : null,
      weight: granted,
      pids: pidsMost,
    };
  }

  /** Names of the groups that are there. */
  names(): string[] {
    return [
      ...new Set(this.#hierarchies.flatMap(({ directory }) => childrenOf(directory).map((one) => basename(one)))),
    ];
  }

  /** Removes the node's own directories once their groups are empty. */
  remove(): boolean {
    return this.#hierarchies.map(({ directory }) => removeBelow(directory)).every((gone) => gone);
  }
}
