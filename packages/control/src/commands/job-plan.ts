import { type Detail, Fault } from '@trainyard/contracts/errors';
import { jobCreate } from '@trainyard/contracts/job';
import { parse } from '@trainyard/contracts/parse';
import { preview } from '@trainyard/toolkits/preview';
import { toolkitOf } from '@trainyard/toolkits/registry';
import type { Command } from './command.ts';
import { asObject, experimentOf } from './find.ts';
import { checkJob } from './job-submit.ts';

/** Says what a job would do; a body that would be refused gets its faults instead of an error. */
export const jobPlan: Command<'job.plan'> = {
  verb: 'read',
  locate: (tx, { experimentUid }) => asObject('experiment', experimentOf(tx, experimentUid)),
  run(tx, { experimentUid, body }) {
    const absent = { placement: null, start: null, price: null, preempts: null };
    try {
      const job = parse(jobCreate, body);
      const faults = faultsOf(() => checkJob(tx, experimentOf(tx, experimentUid), job));
      return { faults, processes: preview(toolkitOf(job).field, job), ...absent };
    } catch (error) {
      return { faults: asFaults(error), processes: null, ...absent };
    }
  },
};

function faultsOf(check: () => unknown): Detail[] {
  try {
    check();
    return [];
  } catch (error) {
    return asFaults(error);
  }
}

function asFaults(error: unknown): Detail[] {
  if (!(error instanceof Fault)) throw error;
  return error.details ?? [{ path: '', code: error.code, message: error.message, params: error.params }];
}
