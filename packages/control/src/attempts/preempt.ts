import { durationMs } from '@trainyard/contracts/durations';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, ClusterRow, JobRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Ids } from '@trainyard/runtime/ids';
import type { Decision } from '@trainyard/scheduler/interface';
import { blockedBy, isStopping } from '../scheduling/unit-feed.ts';
import { liveAttempt, tasksOf } from './live.ts';
import { nodeNames, writeReceipt } from './receipts.ts';
import { stopTasks } from './stop.ts';

interface Victim {
  unit: UnitRow;
  job: JobRow;
  attempt: AttemptRow;
}

/**
 * Takes the nodes of running units for a waiting one: they are asked to stop, and each gets a receipt that both jobs show. All or none:
 * answers false when what the choice rested on no longer holds, so that it is made again.
 */
export function preemptUnits(tx: Tx, decision: Extract<Decision, { type: 'preempt' }>, ids: Ids): boolean {
  const taker = takerOf(tx, decision.unitUid);
  const cluster = taker && tx.get('cluster', taker.clusterUid);
  if (!cluster || cluster.state === 'deleting' || cluster.spec.scheduling?.preemption.enabled !== true) return false;
  const victims = decision.victims.map(({ unitUid }) => victimOf(tx, unitUid, cluster));
  const found = victims.filter((victim) => victim !== undefined);
  if (found.length === 0 || found.length !== victims.length) return false;
  const why = whyOf(decision.why, taker);
  const { grace } = cluster.spec.scheduling.preemption;
  const graceMs = grace === undefined ? null : durationMs(grace);
  for (const { job, unit, attempt } of found) {
    const nodes = nodeNames(tasksOf(tx, attempt));
    writeReceipt(tx, ids, { victim: job, unit, attempt, taker, nodes, why });
    stopTasks(tx, attempt, why, graceMs);
  }
  return true;
}

/** The job that is to have the nodes, while it waits; of an array the entry that stands for its shards waits under the job's own uid. */
function takerOf(tx: Tx, unitUid: string): JobRow | undefined {
  const unit = tx.get('unit', unitUid);
  const job = tx.get('job', unit?.jobUid ?? unitUid);
  const waits = unit ? unit.state === 'queued' : (job?.shards?.waiting ?? 0) > 0;
  return job && waits && !isStopping(job) && !blockedBy(job) ? job : undefined;
}

function victimOf(tx: Tx, unitUid: string, cluster: ClusterRow): Victim | undefined {
  const unit = tx.get('unit', unitUid);
  const job = unit && tx.get('job', unit.jobUid);
  if (!unit || !job || unit.state !== 'running' || unit.clusterUid !== cluster.uid || isStopping(job)) return undefined;
  const attempt = liveAttempt(tx, job.uid, unit.index);
  const stopping = !attempt || unit.stopping || tasksOf(tx, attempt).some(({ want }) => want === 'stop');
  return stopping ? undefined : { unit, job, attempt };
}

/** The scheduler knows no names: they are filled in here. */
function whyOf({ code }: Text, taker: JobRow): Text {
  return code === 'preemptedForQuota'
    ? reason('preemptedForQuota', { queue: taker.spec.queue, job: taker.name })
    : reason('preempted', { job: taker.name, priority: taker.spec.schedulingPriority });
}
