/** What can be changed of jobs while they wait: their priority, and whether they are held. */
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { client } from '../../../live/client.ts';
import { eachOf, type Failure } from './deeds.ts';

/** True for a job that waits and that this person may change. */
export const mayChange = ({ executionState, provisioningState, can }: Job): boolean =>
  executionState === 'queued' && provisioningState !== 'deleting' && can.update === true;

/** Whether a change does anything to a job. */
export const changes = (job: Job, { held, schedulingPriority }: JobUpdate): boolean =>
  mayChange(job) &&
  ((held !== undefined && held !== job.held) ||
    (schedulingPriority !== undefined && schedulingPriority !== job.schedulingPriority));

/** Changes each of the jobs; what fails does not stop the others. */
export const changeEach = (jobs: readonly Job[], body: JobUpdate): Promise<Failure[]> =>
  eachOf(jobs, ({ workspace, experiment, name }) =>
    client.call('updateJob', { params: { workspace, experiment, name }, body }),
  );
