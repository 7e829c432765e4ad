import type { Culprit } from '@trainyard/contracts/attempt';
import { durationMs } from '@trainyard/contracts/durations';
import { reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, JobRow, TaskRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { isStopping, wallClockOf } from '../scheduling/unit-feed.ts';
import { failureCode } from './failure-code.ts';
import { type End, finishJob } from './finish-job.ts';
import { tasksOf } from './live.ts';
import { asPreempted } from './receipts.ts';
import type { Settlement } from './settle.ts';
import { endShard, shardRequeued, stoppedEnd } from './shards.ts';

/**
 * A restart after a failure waits 1 s, then twice as long each time, at most a minute: a broken job must not spin. One after a
 * pre-emption lets its taker start first: a unit that stands ahead of it, having waited for longer or borrowing, would take its nodes
 * again at once, and lose them again, for ever.
 */
const restartFirstMs = 1_000;
const restartMostMs = 60_000;
/**
 * Each time the unit gets other ports, of thousands: three that are taken are no chance but a program that takes them all. Not counted
 * as failures, since nothing of the job has run.
 */
const portRetriesMost = 3;
/** Nodes that a unit remembers to have failed on: a broken rack, not the whole cluster. */
const avoidedMost = 16;

type Ended = NonNullable<Settlement['ended']> & { culprit: Culprit | null };

/** What becomes of a unit after an attempt: over, or in the queue again after a wait in ms. */
type Next = { over: End } | { again: Partial<UnitRow>; wait: number };

/** Ends an attempt: gives back what it held, and decides whether its unit is over or waits again. */
export function endAttempt(tx: Tx, job: JobRow, unit: UnitRow, attempt: AttemptRow, given: Ended): void {
  const ended = { ...asPreempted(tx, job, unit, attempt, given), culprit: given.culprit };
  if (ended.outcome !== 'failed') ended.culprit = null;
  const startedAt = attempt.phaseTimes.running ?? tx.now;
  tx.update(
    'attempt',
    attempt.uid,
    { phase: 'ended', phaseTimes: { ...attempt.phaseTimes, ended: tx.now }, endedAt: tx.now, ...ended },
    'attempt.ended',
  );
  releaseAllocations(tx, attempt);
  const ranMs = unit.ranMs + (tx.now - startedAt);
  const next = nextOf(tx, job, unit, attempt, ended, ranMs);
  if ('again' in next) requeue(tx, job, unit, { ...next.again, ranMs }, ended.reason, next.wait);
  else if (job.shards) endShard(tx, job, unit, next.over, ranMs);
  else finishJob(tx, job.uid, next.over, ranMs);
}

/** Times that a unit found a leased port taken. */
function portsTaken(tx: Tx, { jobUid, unit }: AttemptRow): number {
  return tx.where('attempt', { jobUid, unit }).filter(({ reason: why }) => why?.code === 'portTaken').length;
}

function nextOf(tx: Tx, job: JobRow, unit: UnitRow, attempt: AttemptRow, ended: Ended, ranMs: number): Next {
  const { outcome, exitCode, reason: why } = ended;
  const succeeded: Next = { over: { state: 'succeeded', exitCode: 0, reason: null, code: null } };
  if (isStopping(job)) return job.shards && outcome === 'succeeded' ? succeeded : { over: stoppedEnd(job) };
  if (outcome === 'succeeded') return succeeded;
  const failed = (code: string, because: Text | null = why): Next => ({
    over: { state: 'failed', exitCode, reason: because, code },
  });
  // The agent knows only what was left for this attempt; the limit is of all together.
  const late = reason('wallClockExceeded', { limit: job.spec.constraints.maxWallClockTime });
  const { onFailure, onNodeLoss } = job.spec.restart;
  if (outcome === 'failed' && why?.code === late.code) return failed('JobWallClockExceeded', late);
  if (outcome === 'failed' && why?.code === 'portTaken' && portsTaken(tx, attempt) <= portRetriesMost)
    return { again: {}, wait: 0 };
  if (outcome === 'failed' && unit.failures >= onFailure) return failed(failureCode(why, tasksOf(tx, attempt)));
  if (outcome === 'lost' && unit.losses >= onNodeLoss) return failed('NodeLost');
  // Without time left another attempt could only be stopped at once.
  if (ranMs >= wallClockOf(job)) return failed('JobWallClockExceeded', late);
  if (outcome === 'lost') return { again: { losses: unit.losses + 1 }, wait: 0 };
  if (outcome !== 'failed') return { again: {}, wait: madeWay(why) ? afterTaker(tx, job, attempt) : 0 };
  const wait = Math.min(restartMostMs, restartFirstMs * 2 ** Math.min(unit.failures, 16));
  return { again: { failures: unit.failures + 1, avoid: avoiding(unit, tasksOf(tx, attempt), ended.culprit) }, wait };
}

/** Whether another job took its nodes. */
function madeWay(why: Text | null): boolean {
  return why?.code === 'preempted' || why?.code === 'preemptedForQuota';
}

/** ms until all that was stopped for the same taker has ended, and the taker has started. */
function afterTaker(tx: Tx, job: JobRow, { jobUid, unit, number }: AttemptRow): number {
  const at = tx.where('preemption', { jobUid, unit, attempt: number })[0]?.at ?? tx.now;
  const given = tx.get('cluster', job.clusterUid)?.spec.scheduling?.preemption.grace ?? job.spec.grace;
  return Math.max(restartFirstMs, at + durationMs(given) + restartFirstMs - tx.now);
}

/** The nodes that a unit keeps off, newest last, with the one on which it failed first this time. */
function avoiding(unit: UnitRow, tasks: readonly TaskRow[], culprit: Culprit | null): string[] {
  // One broken rank brings down the others: the first to exit is the one to blame.
  const first = tasks.find(({ index }) => index === culprit?.task) ?? tasks.find(({ outcome }) => outcome === 'failed');
  if (!first) return unit.avoid;
  return [...unit.avoid.filter((uid) => uid !== first.nodeUid), first.nodeUid].slice(-avoidedMost);
}

function requeue(tx: Tx, job: JobRow, unit: UnitRow, counts: Partial<UnitRow>, why: Text | null, wait: number): void {
  const queued = {
    state: 'queued',
    notBefore: tx.now + wait,
    startedAt: null,
    checkpointAt: null,
    stopping: false,
  } as const;
  tx.update('unit', unit.uid, { ...queued, ...counts }, 'unit.updated');
  if (job.shards) {
    shardRequeued(tx, job);
    return;
  }
  const reasons = why ? [reason('waitingForRestart', { seconds: Math.ceil(wait / 1000), why: sayReason(why) })] : [];
  tx.update('job', job.uid, { state: 'queued', stateAt: tx.now, reasons }, 'job.requeued');
}

function releaseAllocations(tx: Tx, { jobUid, unit, number }: AttemptRow): void {
  for (const held of tx.where('allocation', { jobUid, unit, attempt: number, to: null })) {
    tx.update('allocation', held.uid, { to: tx.now }, 'allocation.released');
    const node = tx.get('node', held.nodeUid);
    if (!node) continue;
    const free = tx.where('allocation', { nodeUid: node.uid, to: null }).length === 0;
    if (free && node.state === 'running') {
      tx.update('node', node.uid, { state: 'idle', stateAt: tx.now, idleSince: tx.now }, 'node.updated');
    } else if (free) tx.update('node', node.uid, { idleSince: tx.now }, 'node.updated');
  }
}
