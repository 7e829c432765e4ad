import type { Job } from '@trainyard/contracts/job';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { nameOf } from '../places.ts';

/** How the API names a job. */
export interface JobPlace {
  workspace: string;
  experiment: string;
  name: string;
}

export async function jobPlace(
  context: Context,
  argument: string | undefined,
  option: string | undefined,
): Promise<JobPlace> {
  const name = nameOf('job', argument, option);
  return { workspace: await context.workspace(), experiment: await context.experiment(), name };
}

/** Where a job stands that the server has shown. */
export function placeOf(job: Job): JobPlace {
  return { workspace: job.workspace, experiment: job.experiment, name: job.name };
}

/** The job named, or without a name the newest of the workspace (and of `-e`, when given). Throws UsageError. */
export async function namedOrNewest(context: Context, argument?: string, option?: string): Promise<Job> {
  const { client, globals } = context;
  if (argument !== undefined || option !== undefined) {
    return client.call('getJob', { params: await jobPlace(context, argument, option) });
  }
  const workspace = await context.workspace();
  const { experiment } = globals;
  const query = { limit: 1, ...(experiment === undefined ? {} : { experiment }) };
  const { items } = await client.call('listJobs', { params: { workspace }, query });
  const newest = items[0];
  if (!newest) throw new UsageError(`workspace ${workspace} has no job yet: submit one with "trainyard job submit"`);
  context.note(`job ${newest.name} of experiment ${newest.experiment}`);
  return newest;
}
