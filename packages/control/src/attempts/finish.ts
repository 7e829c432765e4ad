import type { JobState, UnitState } from '@trainyard/contracts/lifecycles';
import { reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, JobRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { purgeIfOver } from './purge.ts';
import { asPreempted } from './receipts.ts';
import type { Settlement } from './settle.ts';

/** A restart after a failure waits 1 s, then twice as long each time, at most a minute: a broken job must not spin. */
const restartFirstMs = 1_000;
const restartMostMs = 60_000;

type Ended = NonNullable<Settlement['ended']>;

/** Ends an attempt: gives back what it held, and decides whether its unit is over or waits again. */
export function endAttempt(tx: Tx, job: JobRow, unit: UnitRow, attempt: AttemptRow, given: Ended): void {
  const ended = asPreempted(tx, job, unit, attempt, given);
  const startedAt = attempt.phaseTimes.running ?? tx.now;
  tx.update(
    'attempt',
    attempt.uid,
    { phase: 'ended', phaseTimes: { ...attempt.phaseTimes, ended: tx.now }, endedAt: tx.now, ...ended },
    'attempt.ended',
  );
  releaseAllocations(tx, attempt);
  const ranMs = unit.ranMs + (tx.now - startedAt);
  if (job.stopBy !== null) {
    const why = reason('terminatedByUser', { actor: job.stopBy });
    finishJob(tx, job.uid, {
      state: 'failed',
      unit: 'failed',
      exitCode: null,
      reason: why,
      code: 'JobTerminated',
      ranMs,
    });
    return;
  }
  switch (ended.outcome) {
    case 'succeeded':
      finishJob(tx, job.uid, { state: 'succeeded', unit: 'succeeded', exitCode: 0, reason: null, code: null, ranMs });
      return;
    case 'failed':
      afterFailure(tx, job, unit, ended, ranMs);
      return;
    case 'lost':
      if (unit.losses < job.spec.restart.onNodeLoss)
        requeue(tx, job, unit, { losses: unit.losses + 1, ranMs }, ended.reason, 0);
      else
        finishJob(tx, job.uid, {
          state: 'failed',
          unit: 'failed',
          exitCode: null,
          reason: ended.reason,
          code: 'NodeLost',
          ranMs,
        });
      return;
    case 'stopped':
    case 'preempted':
      requeue(tx, job, unit, { ranMs }, ended.reason, 0);
  }
}

function afterFailure(tx: Tx, job: JobRow, unit: UnitRow, ended: Ended, ranMs: number): void {
  const late = ended.reason?.code === 'wallClockExceeded';
  if (!late && unit.failures < job.spec.restart.onFailure) {
    const wait = Math.min(restartMostMs, restartFirstMs * 2 ** Math.min(unit.failures, 16));
    requeue(tx, job, unit, { failures: unit.failures + 1, ranMs }, ended.reason, wait);
    return;
  }
  const code = late
    ? 'JobWallClockExceeded'
    : ended.reason?.code === 'preparationFailed'
      ? 'JobPreparationFailed'
      : 'JobFailed';
  finishJob(tx, job.uid, {
    state: 'failed',
    unit: 'failed',
    exitCode: ended.exitCode,
    reason: ended.reason,
    code,
    ranMs,
  });
}

function requeue(tx: Tx, job: JobRow, unit: UnitRow, counts: Partial<UnitRow>, why: Text | null, wait: number): void {
  tx.update(
    'unit',
    unit.uid,
    { state: 'queued', notBefore: tx.now + wait, startedAt: null, checkpointAt: null, stopping: false, ...counts },
    'unit.updated',
  );
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

interface End {
  state: Extract<JobState, 'succeeded' | 'failed'>;
  unit: Extract<UnitState, 'succeeded' | 'failed'>;
  exitCode: number | null;
  reason: Text | null;
  /** Batch AI's error code; null without error. */
  code: string | null;
  ranMs?: number;
}

/** Batch AI's own words for its codes; ours say the reason. */
const batchAiWords: Record<string, string> = {
  JobFailed: 'Job failed with non-zero exit code',
  JobPreparationFailed: 'Job preparation task failed with non-zero exit code',
  JobTerminated: 'The specified job has been terminated by the user',
};

/** Ends a job for good. */
export function finishJob(tx: Tx, jobUid: string, end: End): void {
  const unit = tx.where('unit', { jobUid, index: 0 })[0];
  if (unit)
    tx.update(
      'unit',
      unit.uid,
      { state: end.unit, ...(end.ranMs !== undefined && { ranMs: end.ranMs }) },
      'unit.updated',
    );
  const job = tx.get('job', jobUid);
  if (!job) return;
  const message = end.code ? (batchAiWords[end.code] ?? (end.reason ? sayReason(end.reason) : end.code)) : '';
  tx.update(
    'job',
    jobUid,
    {
      state: end.state,
      stateAt: tx.now,
      startedAt: job.startedAt ?? tx.now,
      endedAt: tx.now,
      exitCode: end.exitCode,
      reasons: end.reason ? [end.reason] : [],
      errors: end.code ? [{ code: end.code, message }] : [],
    },
    end.state === 'succeeded' ? 'job.succeeded' : 'job.failed',
  );
  purgeIfOver(tx, jobUid);
}
