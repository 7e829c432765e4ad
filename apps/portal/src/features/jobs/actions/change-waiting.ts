/** What can be changed of jobs while they wait: their priority, and whether they are held. */
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { client } from '../../../live/client.ts';

/** True for a job that waits and that this person may change. */
export const mayChange = ({ executionState, provisioningState, can }: Job): boolean =>
  executionState === 'queued' && provisioningState !== 'deleting' && can.update === true;

/** Changes a job. */
export const changeJob = ({ workspace, experiment, name }: Job, body: JobUpdate): Promise<Job> =>
  client.call('updateJob', { params: { workspace, experiment, name }, body });
