import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { reason } from '@trainyard/contracts/reasons';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { finishJob } from '../attempts/finish.ts';
import { liveAttempt } from '../attempts/live.ts';
import { stopTasks } from '../attempts/stop.ts';
import type { Command } from './command.ts';
import { asObject, jobOf } from './find.ts';

/** Stops a job for good. One that waits ends at once; one that runs gets its grace. A finished one stays as it is. */
export function terminateJob(tx: Tx, job: JobRow): void {
  if (isTerminal(jobMoves, job.state) || job.stopBy !== null) return;
  const by = tx.actor.name;
  const why = reason('terminatedByUser', { actor: by });
  const attempt = liveAttempt(tx, job.uid, 0);
  tx.update('job', job.uid, { stopBy: by, state: 'terminating', stateAt: tx.now, reasons: [why] }, 'job.terminating');
  if (attempt) stopTasks(tx, attempt, why);
  else finishJob(tx, job.uid, { state: 'failed', unit: 'failed', exitCode: null, reason: why, code: 'JobTerminated' });
}

export const jobTerminate: Command<'job.terminate'> = {
  verb: 'terminate',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  run(tx, { uid }) {
    terminateJob(tx, jobOf(tx, uid));
    return { uid };
  },
};
