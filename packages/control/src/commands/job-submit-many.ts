import { type Detail, Fault } from '@trainyard/contracts/errors';
import type { JobCreate } from '@trainyard/contracts/job';
import { faultsMost, inJob, refuse } from '@trainyard/contracts/jobs-given';
import type { Command } from './command.ts';
import { asObject, experimentOf, workspaceOf } from './find.ts';
import { addJob, checkedJob } from './job-submit.ts';
import { answeredBefore, keepAnswer } from './submissions.ts';
import { mustHaveRoom } from './waiting-limit.ts';

/** Submits many jobs in one transaction. They are added in their order, so that one may name those before it; a fault of any undoes all. */
export const jobSubmitMany: Command<'job.submitMany'> = {
  verb: 'submit',
  alone: true,
  locate: (tx, { experimentUid }) => asObject('experiment', experimentOf(tx, experimentUid)),
  run(tx, { experimentUid, given, key }, ports) {
    const names = given.jobs.map(({ name }) => name);
    const before = key && answeredBefore(tx, experimentUid, key);
    if (before) return { jobs: before.map((uid, at) => ({ uid, name: names[at] as string })), made: false };
    const experiment = experimentOf(tx, experimentUid);
    mustHaveRoom(tx, workspaceOf(tx, experiment.workspaceUid), names.length);
    const uids: string[] = [];
    const details: Detail[] = [];
    for (const [at, own] of given.jobs.entries()) {
      try {
        const body = { ...given.common, ...own } as JobCreate;
        const { row } = addJob(tx, ports, experiment, checkedJob(tx, experiment, body, ports));
        uids.push(row.uid);
      } catch (error) {
        details.push(...detailsOf(error).map((detail) => inJob(at, detail)));
        if (details.length >= faultsMost) break;
      }
    }
    if (details.length > 0) refuse('JobsRefused', details.slice(0, faultsMost), { count: names.length });
    if (key) keepAnswer(tx, experimentUid, key, uids);
    return { jobs: uids.map((uid, at) => ({ uid, name: names[at] as string })), made: true };
  },
};

/** What refuses a job, with its places; anything but a refusal goes on. */
function detailsOf(error: unknown): Detail[] {
  if (!(error instanceof Fault)) throw error;
  const { code, message, params, details } = error;
  return details ?? [{ path: '', code, message, params }];
}
