import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { asObject, experimentOf } from './find.ts';
import { deleteJob } from './job-delete.ts';

/** Marks an experiment for deletion and with it its jobs; running ones are terminated first. */
export function deleteExperiment(tx: Tx, uid: string): void {
  tx.update('experiment', uid, { state: 'deleting', writtenAt: tx.now }, 'experiment.updated');
  for (const job of tx.where('job', { experimentUid: uid })) deleteJob(tx, job.uid);
}

export const experimentDelete: Command<'experiment.delete'> = {
  verb: 'delete',
  locate: (tx, { uid }) => asObject('experiment', experimentOf(tx, uid)),
  run(tx, { uid }) {
    deleteExperiment(tx, uid);
    return { uid };
  },
};
