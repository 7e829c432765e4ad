import { durationMs } from '@trainyard/contracts/durations';
import { reason } from '@trainyard/contracts/reasons';
import { formatTime } from '@trainyard/contracts/times';
import type { ClusterRow, NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/** What a cluster made before there were reclaims counts with. */
export const lowPriorityOf = ({ spec }: ClusterRow) => spec.lowPriority ?? { reclaimsPerNodeHour: 0, notice: 'PT30S' };

/** Time between the notice and the end of a cluster's low-priority nodes, ms. */
export const noticeMs = (cluster: ClusterRow): number => durationMs(lowPriorityOf(cluster).notice);

/**
 * Tells a node that it is taken back: it takes no new work, its tasks are warned, and its cluster makes another one at once. It goes when
 * its time is up, or earlier once nothing runs on it. A notice that was given stands.
 */
export function giveNotice(tx: Tx, node: NodeRow, cluster: ClusterRow): void {
  if (node.reclaimAt !== null || node.state === 'leaving') return;
  const reclaimAt = tx.now + noticeMs(cluster);
  const why = reason('nodeGivenNotice', { at: formatTime(reclaimAt) });
  tx.update('node', node.uid, { reclaimAt, intent: 'remove', reason: why }, 'node.updated');
}
