import type { ArrayProgress } from '@trainyard/contracts/array';
import type { JobState } from '@trainyard/contracts/lifecycles';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Tx } from '@trainyard/db/writer';
import { noteKept } from './kept-parts.ts';
import { liveUnits } from './live.ts';
import { purgeIfOver } from './purge.ts';

/** How a job, or a shard of it, is over. */
export interface End {
  state: Extract<JobState, 'succeeded' | 'failed'>;
  exitCode: number | null;
  reason: Text | null;
  /** Batch AI's error code; null without error. */
  code: string | null;
}

/** Batch AI's own words for its codes; ours say the reason. */
const batchAiWords: Record<string, string> = {
  JobFailed: 'Job failed with non-zero exit code',
  JobPreparationFailed: 'Job preparation task failed with non-zero exit code',
  JobTerminated: 'The specified job has been terminated by the user',
};

/** Reasons for which a job fails although its exit code is another's: Batch AI's words would be wrong for them. */
const withoutProcess = [
  'tooManyShardsFailed',
  'dependencyFailed',
  'dependencyGone',
  'volumesNotMountable',
  'inputsNotAvailable',
];

/** Ends a job for good, with its units that are not over; `ranMs` is what the unit of a gang has run in all. */
export function finishJob(tx: Tx, jobUid: string, end: End, ranMs?: number): void {
  const over = { state: end.state, startedAt: null, stopping: false, ...(ranMs !== undefined && { ranMs }) };
  for (const unit of liveUnits(tx, jobUid)) tx.update('unit', unit.uid, over, 'unit.updated');
  const job = tx.get('job', jobUid);
  if (!job) return;
  const ended = tx.update(
    'job',
    jobUid,
    {
      state: end.state,
      stateAt: tx.now,
      startedAt: job.startedAt ?? tx.now,
      endedAt: tx.now,
      exitCode: end.exitCode,
      reasons: end.reason ? [end.reason] : [],
      errors: end.code ? [{ code: end.code, message: messageOf(end.code, end) }] : [],
      held: false,
      ...(job.shards && { shards: givenUp(job.shards) }),
    },
    end.state === 'succeeded' ? 'job.succeeded' : 'job.failed',
  );
  noteKept(tx, ended);
  purgeIfOver(tx, jobUid);
}

function messageOf(code: string, { reason: why, exitCode }: End): string {
  // Of an exit code that is not there nobody may speak.
  const byExit = exitCode !== null || code === 'JobTerminated';
  if (why && (!byExit || withoutProcess.includes(why.code))) return sayReason(why);
  return batchAiWords[code] ?? (why ? sayReason(why) : code);
}

/** Shards that were to start again will not; those that never started stay counted as that. */
function givenUp(shards: ArrayProgress): ArrayProgress {
  return { ...shards, running: 0, retrying: 0, failed: shards.failed + shards.running + shards.retrying };
}
