import type { Tx } from '@trainyard/db/writer';
import { purgeIfOver } from '../attempts/purge.ts';
import type { Command } from './command.ts';
import { asObject, jobOf } from './find.ts';
import { terminateJob } from './job-terminate.ts';

/** Terminates a job if it lives and marks it; it is purged once nothing of it runs. */
export function deleteJob(tx: Tx, uid: string): void {
  const job = tx.update('job', uid, { deleting: true }, 'job.updated');
  terminateJob(tx, job);
  purgeIfOver(tx, uid);
}

export const jobDelete: Command<'job.delete'> = {
  verb: 'delete',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  run(tx, { uid }) {
    deleteJob(tx, uid);
    return { uid };
  },
};
