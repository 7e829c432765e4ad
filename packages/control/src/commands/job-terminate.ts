import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { reason } from '@trainyard/contracts/reasons';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { finishJob } from '../attempts/finish-job.ts';
import { liveAttempts } from '../attempts/live.ts';
import { stopTasks } from '../attempts/stop.ts';
import { isStopping } from '../scheduling/unit-feed.ts';
import type { Command } from './command.ts';
import { asObject, jobOf } from './find.ts';

/**
 * Stops a job for good. One that waits ends at once; one that runs gets its grace, all shards of an array at once. A finished one,
 * and one that is being stopped already, stays as it is.
 */
export function terminateJob(tx: Tx, job: JobRow): void {
  if (isTerminal(jobMoves, job.state) || isStopping(job)) return;
  const by = tx.actor.name;
  const why = reason('terminatedByUser', { actor: by });
  const attempts = liveAttempts(tx, job.uid);
  tx.update('job', job.uid, { stopBy: by, state: 'terminating', stateAt: tx.now, reasons: [why] }, 'job.terminating');
  for (const attempt of attempts) stopTasks(tx, attempt, why);
  if (attempts.length === 0)
    finishJob(tx, job.uid, { state: 'failed', exitCode: null, reason: why, code: 'JobTerminated' });
}

export const jobTerminate: Command<'job.terminate'> = {
  verb: 'terminate',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  run(tx, { uid }) {
    terminateJob(tx, jobOf(tx, uid));
    return { uid };
  },
};
