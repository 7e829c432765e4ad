import type { Placement, SchedulerNode } from './interface.ts';
import type { Pool } from './pool.ts';

/** Hands out the free nodes of a cluster within one pass, lowest ordinal first. Reads the pool, never changes it. */
export class FreeNodes {
  readonly #nodes: Iterator<SchedulerNode>;
  readonly #leaving: ReadonlySet<string>;
  #left: number;

  /** `leaving`: nodes given back in the same pass. */
  constructor(pool: Pool, leaving: ReadonlySet<string>, leavingFree: number) {
    this.#nodes = pool.nodes.free[Symbol.iterator]();
    this.#leaving = leaving;
    this.#left = pool.nodes.free.size - leavingFree;
  }

  get left(): number {
    return this.#left;
  }

  /** Whole nodes, one a task: task i gets the i-th. The caller has checked that so many are left. */
  take(nodeCount: number): Placement[] {
    const placements: Placement[] = [];
    while (placements.length < nodeCount) {
      const next = this.#nodes.next();
      if (next.done) throw new RangeError(`${nodeCount} nodes were asked of fewer`);
      if (this.#leaving.has(next.value.uid)) continue;
      placements.push(wholeNode(next.value, placements.length));
    }
    this.#left -= nodeCount;
    return placements;
  }
}

/** All that a node has, for one task. */
function wholeNode(node: SchedulerNode, task: number): Placement {
  const gpuIds = Array.from({ length: node.gpus }, (_, id) => id);
  return { nodeUid: node.uid, task, gpuIds, cpus: node.cpus, memoryBytes: node.memoryBytes };
}
