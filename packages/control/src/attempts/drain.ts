import { reason } from '@trainyard/contracts/reasons';
import type { NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Ids } from '@trainyard/runtime/ids';
import type { Decision } from '@trainyard/scheduler/interface';
import { terminateJob } from '../commands/job-terminate.ts';
import { liveAttempt } from './live.ts';
import { isTaken, writeReceipt } from './receipts.ts';
import { stopTasks } from './stop.ts';

/** Takes nodes out of a cluster that has too many: idle ones go at once, busy ones as the cluster's deallocation option says. */
export function drainNodes(
  tx: Tx,
  { clusterUid, nodeUids, busy }: Extract<Decision, { type: 'drain' }>,
  ids: Ids,
): boolean {
  const cluster = tx.get('cluster', clusterUid);
  if (!cluster) return false;
  const option = cluster.spec.scaleSettings.manual?.nodeDeallocationOption ?? 'waitforjobcompletion';
  for (const uid of nodeUids) {
    const node = tx.get('node', uid);
    if (!node || node.intent === 'remove') continue;
    tx.update('node', uid, { intent: 'remove' }, 'node.updated');
    if (busy && option !== 'waitforjobcompletion') endWork(tx, node, option, ids);
  }
  return true;
}

/** Ends what runs on a node for good, or requeues it with a receipt of what that costs. */
function endWork(tx: Tx, node: NodeRow, option: 'terminate' | 'requeue', ids: Ids): void {
  for (const { jobUid, unit: index } of tx.where('allocation', { nodeUid: node.uid, to: null })) {
    const job = tx.get('job', jobUid);
    const unit = tx.where('unit', { jobUid, index })[0];
    const attempt = liveAttempt(tx, jobUid, index);
    if (!job || job.stopBy !== null) continue;
    if (option === 'terminate') terminateJob(tx, job);
    else if (attempt && unit && !unit.stopping && !isTaken(tx, job, attempt)) {
      const why = reason('nodeRemoved', { node: node.name });
      writeReceipt(tx, ids, { victim: job, unit, attempt, taker: null, nodes: [node.name], why });
      stopTasks(tx, attempt, why);
    }
  }
}
