import type { Resources, SchedulerCluster, SchedulerNode, SchedulerUnit, Snapshot } from '../interface.ts';
import { clusterOf, nodeOf, noon, unitOf } from './worlds.ts';
import { chanceOf } from './yard.ts';

/** The size of a load. The standard one is that of the scheduler's budget: 5,000 nodes with 8 GPUs, 50,000 waiting jobs of 200 users. */
export interface LoadSize {
  nodes: number;
  waiting: number;
  users: number;
}

export const budgetLoad: LoadSize = { nodes: 5000, waiting: 50_000, users: 200 };

const gib = 1024 ** 3;
const nodeSize: Resources = { gpus: 8, cpus: 64, memoryBytes: 512 * gib };
const zones = ['a', 'b', 'c', 'd'];

/** Part of a node with some of its GPUs, and CPUs and memory to match. */
function partOf(gpus: number): Resources {
  return { gpus, cpus: 8 * gpus, memoryBytes: 64 * gib * gpus };
}

export function bigCluster(size: LoadSize): SchedulerCluster {
  return clusterOf({ uid: 'big', name: 'big', scale: { kind: 'manual', target: size.nodes }, nodeSize });
}

export function bigNodes(size: LoadSize): SchedulerNode[] {
  const labels = zones.map((zone) => ({ zone }));
  return Array.from({ length: size.nodes }, (_, ordinal) =>
    nodeOf(ordinal, { ...nodeSize, clusterUid: 'big', labels: labels[ordinal % zones.length] ?? {} }),
  );
}

/**
 * Waiting jobs as on shared training clusters (shares after Jeon et al., "Analysis of Large-Scale Multi-Tenant GPU Clusters",
 * USENIX ATC 2019: most ask for one GPU, few for many nodes): parts of 1, 2 and 4 GPUs, parts with CPUs alone, whole nodes, gangs of
 * 2 to 16; a tenth asks for a zone; four time limits; three priorities. The same for the same seed.
 */
export function bigUnits(size: LoadSize, seed = 1, first = 0): SchedulerUnit[] {
  const chance = chanceOf(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T;
  return Array.from({ length: size.waiting }, (_, at) => {
    const kind = chance();
    const [nodeCount, share] = kindOf(kind, pick);
    const priority = chance() < 0.15 ? 2 : chance() < 0.2 ? 0 : 1;
    return unitOf(first + at, {
      clusterUid: 'big',
      user: `user${Math.floor(size.users * chance() ** 2)}`,
      workspaceUid: `w${Math.floor(20 * chance())}`,
      nodeCount,
      share,
      labels: chance() < 0.1 ? { zone: pick(zones) } : {},
      priority,
      since: noon - 60_000,
      limitMs: pick([1, 4, 24, 168]) * 3_600_000,
    });
  });
}

function kindOf(kind: number, pick: <T>(items: readonly T[]) => T): [number, Resources | null] {
  if (kind < 0.55) return [1, partOf(1)];
  if (kind < 0.7) return [1, partOf(2)];
  if (kind < 0.78) return [1, partOf(4)];
  if (kind < 0.84) return [1, { gpus: 0, cpus: 4, memoryBytes: 16 * gib }];
  if (kind < 0.92) return [1, null];
  if (kind < 0.96) return [pick([2, 4]), partOf(8)];
  return [pick([2, 2, 4, 8, 16]), null];
}

export function bigLoad(size: LoadSize = budgetLoad): Snapshot {
  return { clusters: [bigCluster(size)], nodes: bigNodes(size), units: bigUnits(size), limits: [] };
}
