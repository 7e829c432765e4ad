import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, JobRow, PreemptionRow, TaskRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Ids } from '@trainyard/runtime/ids';
import { tasksOf } from './live.ts';
import { checkpointOf, lostWork, stoppedAt } from './lost-work.ts';
import type { Settlement } from './settle.ts';

type Ended = NonNullable<Settlement['ended']>;

/** What a receipt says when nodes are taken. */
export interface Taking {
  victim: JobRow;
  unit: UnitRow;
  attempt: AttemptRow;
  /** null when no job takes them: they are reclaimed. */
  taker: JobRow | null;
  /** Names of the nodes. */
  nodes: string[];
  why: Text;
}

/** Writes the receipt of nodes that are taken now, and counts it on both jobs. What is lost is counted again once the work ended. */
export function writeReceipt(tx: Tx, ids: Ids, { victim, unit, attempt, taker, nodes, why }: Taking): PreemptionRow {
  const uid = ids.uid();
  const row = tx.insert(
    'preemption',
    {
      uid,
      workspaceUid: victim.workspaceUid,
      path: `${attempt.path}/preemptions/${uid}`,
      clusterUid: victim.clusterUid,
      jobUid: victim.uid,
      unit: unit.index,
      attempt: attempt.number,
      takerUid: taker?.uid ?? null,
      nodes,
      why,
      at: tx.now,
      stoppedAt: null,
      lostMs: lostWork(attempt, tasksOf(tx, attempt), tx.now),
      checkpointAt: checkpointOf(tx, unit),
      resumedAt: null,
    },
    'preemption.made',
  );
  for (const job of taker ? [victim, taker] : [victim]) {
    const count = tx.get('job', job.uid)?.preemptions ?? 0;
    tx.update('job', job.uid, { preemptions: count + 1 }, 'job.updated', tx.seq);
  }
  return row;
}

/**
 * How an attempt counts that ended after its nodes were taken: as pre-empted, whatever its end looked like, since ranks fail when others
 * are stopped before them. Work that was done by then is done, and one that had no time left has none. Completes its receipt.
 */
export function asPreempted(tx: Tx, job: JobRow, unit: UnitRow, attempt: AttemptRow, ended: Ended): Ended {
  const receipt = openReceipt(tx, job, attempt);
  if (!receipt) return ended;
  const tasks = tasksOf(tx, attempt);
  const done = ended.outcome === 'succeeded';
  const stopped = stoppedAt(tasks, receipt.at, tx.now);
  const lostMs = done ? 0 : lostWork(attempt, tasks, stopped);
  tx.update(
    'preemption',
    receipt.uid,
    { stoppedAt: stopped, lostMs, checkpointAt: checkpointOf(tx, unit) },
    'preemption.updated',
  );
  if (done || ended.reason?.code === 'wallClockExceeded') return ended;
  return { outcome: 'preempted', exitCode: null, reason: receipt.why };
}

/** The next attempt starts: receipts of earlier ones say when the work went on. */
export function noteResumed(tx: Tx, job: JobRow, unit: number): void {
  if (job.preemptions === 0) return;
  for (const { uid } of tx.where('preemption', { jobUid: job.uid, unit, resumedAt: null })) {
    tx.update('preemption', uid, { resumedAt: tx.now }, 'preemption.updated');
  }
}

function openReceipt(tx: Tx, { uid, preemptions }: JobRow, { unit, number }: AttemptRow): PreemptionRow | undefined {
  if (preemptions === 0) return undefined;
  return tx.where('preemption', { jobUid: uid, unit, attempt: number, stoppedAt: null })[0];
}

/** True when the nodes of an attempt were taken and it has yet to end. */
export function isTaken(tx: Tx, job: JobRow, attempt: AttemptRow): boolean {
  return openReceipt(tx, job, attempt) !== undefined;
}

/** Names of the nodes that the tasks of an attempt run on. */
export function nodeNames(tasks: readonly TaskRow[]): string[] {
  return [...new Set(tasks.map(({ plan }) => plan.names.node))];
}
