import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, ClusterRow, NodeRow, TaskRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { Tx } from '@trainyard/db/writer';
import type { Ids } from '@trainyard/runtime/ids';
import { isStopping } from '../scheduling/unit-feed.ts';
import { noticeMs } from './notice.ts';
import { isTaken, writeReceipt } from './receipts.ts';
import { stopTasks } from './stop.ts';

/** Left of a notice after a task's grace, so that the checkpoint it wrote at last is stored: two seconds, or a quarter of a short notice. */
const storingMs = 2_000;

const storing = (cluster: ClusterRow): number => Math.min(storingMs, noticeMs(cluster) / 4);

/** When the next task of a node under notice must be told to stop so that it has its grace; Infinity when none is left to tell. */
export function nextStop(rows: Pick<Rows, 'query'>, node: NodeRow, cluster: ClusterRow): number {
  return runningOn(rows, node).reduce(
    (least, task) => Math.min(least, stopAt(task, node, cluster)),
    Number.POSITIVE_INFINITY,
  );
}

/** Stops what is due on a node under notice. The attempts' receipts name no taker. */
export function stopForReclaim(tx: Tx, node: NodeRow, cluster: ClusterRow, why: Text, ids: Ids): void {
  const reclaimAt = node.reclaimAt ?? tx.now;
  for (const task of runningOn(tx, node)) {
    if (stopAt(task, node, cluster) > tx.now) continue;
    const attempt = runsFor(tx, task);
    if (!attempt) continue;
    receiptFor(tx, attempt, node, why, ids);
    stopTasks(tx, attempt, why, Math.max(0, Math.min(task.plan.grace, reclaimAt - storing(cluster) - tx.now)));
  }
}

/** Receipts for all that still runs on a node which is gone now, so that it counts as taken and not as lost. */
export function takeForReclaim(tx: Tx, node: NodeRow, why: Text, ids: Ids): void {
  for (const task of tx.query('task', `WHERE nodeUid = ? AND phase <> 'ended'`, [node.uid])) {
    const attempt = runsFor(tx, task);
    if (attempt) receiptFor(tx, attempt, node, why, ids);
  }
}

/** Tasks of a node that nobody asked to stop. */
export function runningOn(rows: Pick<Rows, 'query'>, node: NodeRow): TaskRow[] {
  return rows.query('task', `WHERE nodeUid = ? AND phase <> 'ended' AND want = 'run'`, [node.uid]);
}

function stopAt({ plan }: TaskRow, { reclaimAt }: NodeRow, cluster: ClusterRow): number {
  return (reclaimAt ?? 0) - plan.grace - storing(cluster);
}

/** The attempt that a task is part of, unless it has ended. */
export function runsFor(tx: Tx, { jobUid, unit, attempt: number }: TaskRow): AttemptRow | undefined {
  const attempt = tx.where('attempt', { jobUid, unit, number })[0];
  return attempt?.phase === 'ended' ? undefined : attempt;
}

/** A receipt without a taker, unless its nodes are taken already or its job is being stopped. */
export function receiptFor(tx: Tx, attempt: AttemptRow, node: NodeRow, why: Text, ids: Ids): void {
  const job = tx.get('job', attempt.jobUid);
  const unit = tx.where('unit', { jobUid: attempt.jobUid, index: attempt.unit })[0];
  if (!job || !unit || isStopping(job) || isTaken(tx, job, attempt)) return;
  writeReceipt(tx, ids, { victim: job, unit, attempt, taker: null, nodes: [node.name], why });
}
