import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Demand, Sizing } from './demand.ts';
import type { ClusterScale } from './interface.ts';

interface Standstill {
  sizing: Sizing;
  demand: Demand;
  scale: Extract<ClusterScale, { kind: 'auto' }>;
  /** The size that demand asks for within the bounds, and the one that the cluster goes to. */
  wanted: number;
  target: number;
  /** Idle nodes that may not go yet. */
  waiting: number;
}

/** Why a size is not another one, the weightiest reason first; null when nothing hinders. */
export function hinderedBy({ sizing, demand, scale, wanted, target, waiting }: Standstill): Text | null {
  const { cluster, pool, now } = sizing;
  const { noGrowth } = cluster;
  if (noGrowth && noGrowth.until > now && (wanted > target || pool.counted < target)) return noGrowth.why;
  if (demand.needed > scale.maximum) return reason('scaleAtMaximum', { needed: demand.needed, target: scale.maximum });
  if (demand.keptBack > 0) return reason('scaleNotForLimits', { waiting: demand.keptBack });
  if (waiting > 0) return reason('scaleKeepsIdle', { idle: waiting, seconds: Math.round(scale.idleDelayMs / 1000) });
  return null;
}
