/** What can be done with jobs that exist, one or many at once. */
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { client } from '../../../live/client.ts';
import { isOver } from '../job-facts.ts';
import { nextName } from './next-name.ts';

export type Deed = 'terminate' | 'resubmit' | 'delete';
export const deeds: readonly Deed[] = ['resubmit', 'terminate', 'delete'];

/** Whether a deed applies to a job, for this person. A running job can be resubmitted beside itself; in bulk only ended ones are. */
export function applies(deed: Deed, job: Job): boolean {
  if (job.provisioningState === 'deleting') return false;
  if (deed === 'terminate') return job.can.terminate === true;
  if (deed === 'delete') return job.can.delete === true;
  return job.can.submit === true;
}

export const appliesInBulk = (deed: Deed, job: Job): boolean =>
  applies(deed, job) && (deed !== 'resubmit' || isOver(job));

/** As many requests at once as leave the page's own questions room among a browser's six connections. */
const atOnce = 3;
/** Names that are tried for a job of many before its conflict is told. */
const namesTried = 20;

export interface Failure {
  job: Job;
  error: unknown;
}

/** Does it to each job; what fails does not stop the others. `names` are those known to be taken. */
export async function doToEach(deed: Deed, jobs: readonly Job[], names: Iterable<string> = []): Promise<Failure[]> {
  const taken = new Set(names);
  return eachOf(jobs, (job) => doTo(deed, job, taken));
}

/** Does something to each job, a few at once; answers those for which it failed. */
export async function eachOf(jobs: readonly Job[], work: (job: Job) => Promise<unknown>): Promise<Failure[]> {
  const failures: Failure[] = [];
  const left = [...jobs];
  const worker = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) {
      try {
        await work(job);
      } catch (error) {
        failures.push({ job, error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failures;
}

const paramsOf = ({ workspace, experiment, name }: Job) => ({ workspace, experiment, name });

async function doTo(deed: Deed, job: Job, taken: Set<string>): Promise<unknown> {
  const params = paramsOf(job);
  if (deed === 'terminate') return client.call('terminateJob', { params });
  if (deed === 'delete') return client.call('deleteJob', { params });
  for (let tries = 1; ; tries += 1) {
    const name = nextName(job.name, taken);
    taken.add(name);
    try {
      return await resubmit(job, name);
    } catch (error) {
      const conflict = error instanceof Fault && error.code === 'AlreadyExists';
      if (!conflict || tries >= namesTried) throw error;
    }
  }
}

/** The same job again under another name; answers the new job. */
export const resubmit = (job: Job, name: string): Promise<Job> =>
  client.call('resubmitJob', { params: paramsOf(job), body: { name } });
