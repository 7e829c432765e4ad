import { deleteCluster } from './cluster-delete.ts';
import type { Command } from './command.ts';
import { deleteExperiment } from './experiment-delete.ts';
import { markForDeletion } from './file-server-delete.ts';
import { asObject, workspaceOf } from './find.ts';

/** Marks a workspace and all it holds for deletion; the deletions controller removes each part once nothing of it runs. */
export const workspaceDelete: Command<'workspace.delete'> = {
  verb: 'delete',
  locate: (tx, { uid }) => asObject('workspace', workspaceOf(tx, uid)),
  run(tx, { uid }) {
    tx.update('workspace', uid, { state: 'deleting', writtenAt: tx.now }, 'workspace.updated');
    for (const experiment of tx.where('experiment', { workspaceUid: uid })) deleteExperiment(tx, experiment.uid);
    for (const cluster of tx.where('cluster', { workspaceUid: uid })) deleteCluster(tx, cluster.uid);
    for (const server of tx.where('fileServer', { workspaceUid: uid })) markForDeletion(tx, server.uid);
    return { uid };
  },
};
