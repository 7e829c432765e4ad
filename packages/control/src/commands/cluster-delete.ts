import { reason } from '@trainyard/contracts/reasons';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { asObject, clusterOf } from './find.ts';

/** Marks a cluster for deletion: jobs that run on it go back to the queue and say that their cluster is gone. */
export function deleteCluster(tx: Tx, uid: string): void {
  const cluster = clusterOf(tx, uid);
  if (cluster.state === 'deleting') return;
  tx.update(
    'cluster',
    uid,
    {
      state: 'deleting',
      writtenAt: tx.now,
      targetNodes: 0,
      targetReason: reason('clusterDeleting', { cluster: cluster.name }),
      allocationState: 'resizing',
      allocationStateAt: tx.now,
    },
    'cluster.updated',
  );
}

export const clusterDelete: Command<'cluster.delete'> = {
  verb: 'delete',
  locate: (tx, { uid }) => asObject('cluster', clusterOf(tx, uid)),
  run(tx, { uid }) {
    deleteCluster(tx, uid);
    return { uid };
  },
};
