import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { mayEverFit, whyNotBefore, whyNotFitting } from './fit.ts';
import type { SchedulerUnit } from './interface.ts';
import type { Pass } from './pass.ts';
import type { Pool } from './pool.ts';

/** Why a waiting unit does not start in this pass; empty when it does. Also for units that the pass did not reach. */
export function explainWait(pool: Pool, pass: Pass, unit: SchedulerUnit, now: number): Text[] {
  if (pass.starts.has(unit.uid)) return [];
  const told = pass.waits.get(unit.uid);
  if (told) return told.reasons;
  const cluster = pool.cluster;
  if (!cluster) return [reason('clusterMissing')];
  if (unit.notBefore > now) return [whyNotBefore(unit, now)];
  if (!mayEverFit(pool, cluster, unit)) {
    return whyNotFitting(pool, cluster, unit, pass.free, pass.target);
  }
  const ahead = pool.waiting.rank(unit) - (pass.cut ? 0 : pass.starts.size);
  return [reason('waitingBehind', { ahead, cluster: cluster.name })];
}
