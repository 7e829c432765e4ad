import type { ArrayProgress, ArraySettings } from '@trainyard/contracts/array';
import { reason } from '@trainyard/contracts/reasons';
import type { JobRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { type End, finishJob } from './finish-job.ts';
import { liveAttempts } from './live.ts';
import { stopTasks } from './stop.ts';

/** How an array stands when it is submitted. */
export function freshShards({ count }: ArraySettings): ArrayProgress {
  return { count, waiting: count, running: 0, retrying: 0, succeeded: 0, failed: 0 };
}

/** True while a shard that never started may start beside those that run or start again. */
export function mayStartShard({ spec, shards, state }: JobRow): boolean {
  if (!shards || (state !== 'queued' && state !== 'running')) return false;
  return shards.waiting > 0 && shards.running + shards.retrying < (spec.array?.maxParallel ?? shards.count);
}

/** Index of the shard that starts next: they start in order. */
export function nextShard({ shards }: JobRow): number {
  return shards ? shards.count - shards.waiting : 0;
}

/** Counts a shard as running that waited for its first or another start. */
export function shardStarted(tx: Tx, job: JobRow, from: 'waiting' | 'retrying'): void {
  const shards = moved(job, from, 'running');
  // Why the rest waits stays said as long as there is a rest.
  const reasons = shards.waiting === 0 ? [] : job.reasons;
  if (job.state === 'running') {
    tx.update('job', job.uid, { shards, reasons }, 'job.updated');
    return;
  }
  tx.update('job', job.uid, { shards, reasons, state: 'running', stateAt: tx.now, startedAt: tx.now }, 'job.started');
}

/** Counts a shard that goes back to the queue. */
export function shardRequeued(tx: Tx, job: JobRow): void {
  tx.update('job', job.uid, { shards: moved(job, 'running', 'retrying') }, 'job.updated');
}

/** Ends a shard for good, and with it the array once nothing of it is left, or too much of it failed. */
export function endShard(tx: Tx, job: JobRow, unit: UnitRow, end: End, ranMs: number): void {
  const over = { state: end.state, ranMs, startedAt: null, stopping: false };
  tx.update('unit', unit.uid, over, 'unit.updated');
  const now = tx.update('job', job.uid, { shards: moved(job, 'running', end.state) }, 'job.updated');
  settleArray(tx, now, end);
}

function settleArray(tx: Tx, job: JobRow, last: End): void {
  const { shards, spec } = job;
  if (!shards) return;
  const { count, waiting, running, retrying, succeeded, failed } = shards;
  if (job.state === 'terminating') {
    if (running === 0) finishJob(tx, job.uid, stoppedEnd(job));
    return;
  }
  const needed = spec.array?.minSucceeded ?? count;
  const allowed = spec.array?.maxFailed ?? count - needed;
  const why = reason('tooManyShardsFailed', { failed, allowed: Math.min(allowed, count - needed) });
  const broken: End = { state: 'failed', exitCode: last.exitCode, reason: why, code: 'JobFailed' };
  if (waiting + running + retrying === 0) {
    const enough = succeeded >= needed && failed <= allowed;
    finishJob(tx, job.uid, enough ? { state: 'succeeded', exitCode: 0, reason: null, code: null } : broken);
  } else if (failed > allowed) {
    if (running === 0) finishJob(tx, job.uid, broken);
    else stopArray(tx, job, broken);
  }
}

/** Ends a job that cannot go on; of an array what runs is stopped first. */
export function endJob(tx: Tx, job: JobRow, end: End): void {
  if (job.shards && job.shards.running > 0) stopArray(tx, job, end);
  else finishJob(tx, job.uid, end);
}

/** Too many failed: what runs is told to stop, and the last to end ends the job. */
function stopArray(tx: Tx, job: JobRow, { reason: why, exitCode }: End): void {
  const reasons = why ? [why] : [];
  tx.update('job', job.uid, { state: 'terminating', stateAt: tx.now, reasons, exitCode }, 'job.terminating');
  if (why) for (const attempt of liveAttempts(tx, job.uid)) stopTasks(tx, attempt, why);
}

/** How a job ends that was being stopped: by somebody, or because too many of its shards failed. */
export function stoppedEnd(job: JobRow): End {
  if (job.stopBy === null) {
    return { state: 'failed', exitCode: job.exitCode, reason: job.reasons[0] ?? null, code: 'JobFailed' };
  }
  const why = reason('terminatedByUser', { actor: job.stopBy });
  return { state: 'failed', exitCode: null, reason: why, code: 'JobTerminated' };
}

function moved({ shards }: JobRow, from: keyof ArrayProgress, to: keyof ArrayProgress): ArrayProgress {
  if (!shards) throw new Error('a shard of a job that has none');
  return { ...shards, [from]: shards[from] - 1, [to]: shards[to] + 1 };
}
