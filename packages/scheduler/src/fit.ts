import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { SchedulerCluster, SchedulerUnit } from './interface.ts';
import type { Pool } from './pool.ts';

/** The most nodes that a cluster may have without anybody resizing it. */
export function ceiling(cluster: SchedulerCluster): number {
  return cluster.scale.kind === 'manual' ? cluster.scale.target : cluster.scale.maximum;
}

/**
 * True when a gang can come to fit without anybody's help. One that cannot must not hold up those behind it: nothing
 * that ends would ever start it. It keeps its place in the queue and leads again once it can fit.
 */
export function mayEverFit(pool: Pool, cluster: SchedulerCluster, unit: SchedulerUnit): boolean {
  return unit.nodeCount <= ceiling(cluster) - pool.nodes.broken.size;
}

/**
 * Why a gang whose turn it is does not fit. `free`: nodes still free. `target`: the size that the cluster is going to.
 * Nodes that are away count as coming, since they are preparing or out of contact for the moment.
 */
export function whyNotFitting(
  pool: Pool,
  cluster: SchedulerCluster,
  unit: SchedulerUnit,
  free: number,
  target: number,
): Text[] {
  const needed = unit.nodeCount;
  const most = ceiling(cluster);
  const name = cluster.name;
  if (most === 0) return [reason('clusterHasNoNodes', { cluster: name, needed })];
  if (needed > most) return [reason('clusterTooSmall', { cluster: name, needed, maximum: most })];
  const short = reason('waitingForNodes', { missing: needed - free, needed, free, cluster: name });
  if (!mayEverFit(pool, cluster, unit)) {
    return [short, reason('nodesBroken', { broken: pool.nodes.broken.size, cluster: name })];
  }
  const coming = pool.nodes.away.size + Math.max(0, target - pool.counted);
  return free + coming >= needed ? [reason('waitingForScaleUp', { cluster: name, target })] : [short];
}

/** Why a unit waits for a time. */
export function whyNotBefore(unit: SchedulerUnit, now: number): Text {
  if (unit.notBeforeReason) return unit.notBeforeReason;
  const seconds = Math.ceil((unit.notBefore - now) / 1000);
  return reason('waitingForRestart', { seconds, why: 'its last attempt ended' });
}
