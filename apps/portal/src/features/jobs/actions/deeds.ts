/** What can be done with a job that exists. Many at once are the list's: `list/run-bulk.ts`, by the server. */
import type { Job } from '@trainyard/contracts/job';
import { client } from '../../../live/client.ts';

export type Deed = 'terminate' | 'resubmit' | 'delete';
/** What takes something away, and is asked for first. */
export type Loss = Exclude<Deed, 'resubmit'>;

/** Whether a deed applies to a job, for this person. A running job can be resubmitted beside itself. */
export function applies(deed: Deed, job: Job): boolean {
  if (job.provisioningState === 'deleting') return false;
  if (deed === 'terminate') return job.can.terminate === true;
  if (deed === 'delete') return job.can.delete === true;
  return job.can.submit === true;
}

const paramsOf = ({ workspace, experiment, name }: Job) => ({ workspace, experiment, name });

/** Terminates or deletes a job. */
export const lose = (deed: Loss, job: Job): Promise<unknown> =>
  client.call(deed === 'terminate' ? 'terminateJob' : 'deleteJob', { params: paramsOf(job) });

/** The same job again under another name; answers the new job. */
export const resubmit = (job: Job, name: string): Promise<Job> =>
  client.call('resubmitJob', { params: paramsOf(job), body: { name } });
