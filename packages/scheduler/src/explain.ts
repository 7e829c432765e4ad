import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { SchedulerUnit } from './interface.ts';
import type { Pass } from './pass.ts';
import type { Pool } from './pool.ts';
import type { Ranks } from './ranks.ts';
import { whyNotBefore } from './why.ts';

/** Why a waiting unit does not start in this pass; empty when it does. Also for units that the pass did not tell. */
export function explainWait(pool: Pool, pass: Pass, ranks: () => Ranks, unit: SchedulerUnit, now: number): Text[] {
  if (pass.started.has(unit.uid)) return [];
  if (unit.blocked) return [unit.blocked];
  const told = pass.waits.get(unit.uid);
  if (told) return told.reasons;
  const { cluster } = pool;
  if (!cluster) return [reason('clusterMissing')];
  if (unit.notBefore > now) return [whyNotBefore(unit, now)];
  const ahead = ranks().ahead(unit.uid, pass.cut ? undefined : pass.started);
  return [reason('waitingBehind', { ahead, cluster: cluster.name })];
}
