import type { Amounts, Resources, SchedulerCluster, SchedulerUnit } from './interface.ts';

/** What is used or asked of a queue, a limit or a cluster: nodes, CPUs in thousandths, GPUs. Whole numbers, so sums are exact. */
export type Use = [nodes: number, milliCpus: number, gpus: number];

/** Names of the places of a {@link Use}. */
export const resourceNames = ['nodes', 'cpus', 'gpus'] as const;

/** CPUs in thousandths: adding and taking away again leaves nothing behind, as fractions would. */
export function milli(cpus: number): number {
  return Math.round(cpus * 1000);
}

/** An amount of a place of a {@link Use} in the unit that people know. */
export function shown(place: number, amount: number): number {
  return place === 1 ? amount / 1000 : amount;
}

export function addTo(total: Use, part: Readonly<Use>, times = 1): void {
  total[0] += part[0] * times;
  total[1] += part[1] * times;
  total[2] += part[2] * times;
}

/** A {@link Use} in the units that people know. */
export function amountsOf(use: Readonly<Use>): Required<Amounts> {
  return { nodes: shown(0, use[0]), cpus: shown(1, use[1]), gpus: shown(2, use[2]) };
}

/** Bounds as numbers: what is absent is unlimited. */
export function boundsOf({ nodes, cpus, gpus }: Amounts): Use {
  const unlimited = Number.POSITIVE_INFINITY;
  return [nodes ?? unlimited, cpus === undefined ? unlimited : milli(cpus), gpus ?? unlimited];
}

/** What a unit asks for, in a cluster whose nodes are of a size. Parts of nodes count no nodes. */
export function askedOf(unit: Pick<SchedulerUnit, 'nodeCount' | 'share'>, nodeSize: Resources): Use {
  const { cpus, gpus } = unit.share ?? nodeSize;
  return [unit.share ? 0 : unit.nodeCount, unit.nodeCount * milli(cpus), unit.nodeCount * gpus];
}

/** What a unit holds. */
export function heldBy(unit: SchedulerUnit): Use {
  const use: Use = [unit.share ? 0 : (unit.held?.length ?? 0), 0, 0];
  for (const part of unit.held ?? []) {
    use[1] += milli(part.cpus);
    use[2] += part.gpuIds.length;
  }
  return use;
}

/** The most nodes that a cluster may have without anybody resizing it. */
export function ceiling({ scale }: SchedulerCluster): number {
  return scale.kind === 'manual' ? scale.target : scale.maximum;
}
