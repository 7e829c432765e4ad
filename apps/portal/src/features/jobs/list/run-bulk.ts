/** Does a verb to many jobs on the server, some hundreds in each request. */
import type { OperationInput } from '@trainyard/contracts/api';
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import type { BulkDone } from '@trainyard/contracts/job-list';
import { client } from '../../../live/client.ts';
import type { JobListFilter } from '../../../live/keys.ts';
import type { BulkVerb } from './selection.ts';

export type Target = { uids: string[] } | { filter: JobListFilter };
type Body = OperationInput<'terminateJobs'>['body'];

/** As the server takes at once. */
const atOnce = 500;
/** Requests of one deed: 500,000 jobs, and an end whatever the server says. */
const roundsMost = 1_000;

export interface Result {
  done: BulkDone['done'];
  refused: BulkDone['refused'];
}

/** Tells after each request how many are done. Throws what a request throws; what was done before it stays done. */
export async function runBulk(
  workspace: string,
  verb: BulkVerb,
  target: Target,
  change: JobUpdate,
  onProgress: (done: number) => void,
): Promise<Result> {
  const result: Result = { done: [], refused: [] };
  const take = (answer: BulkDone) => {
    result.done.push(...answer.done);
    result.refused.push(...answer.refused);
    onProgress(result.done.length);
  };
  if ('uids' in target) {
    for (let at = 0; at < target.uids.length; at += atOnce)
      take(await one(workspace, verb, { uids: target.uids.slice(at, at + atOnce) }, change));
    return result;
  }
  let after: string | undefined;
  for (let round = 0; round < roundsMost; round++) {
    const answer = await one(workspace, verb, { filter: target.filter, ...(after !== undefined && { after }) }, change);
    take(answer);
    if (answer.next === null) break;
    after = answer.next;
  }
  return result;
}

function one(workspace: string, verb: BulkVerb, body: Body, change: JobUpdate): Promise<BulkDone> {
  const params = { workspace };
  if (verb === 'terminate') return client.call('terminateJobs', { params, body });
  if (verb === 'delete') return client.call('deleteJobs', { params, body });
  if (verb === 'resubmit') return client.call('resubmitJobs', { params, body });
  return client.call('updateJobs', { params, body: { ...body, change } });
}

/** Gives back what a change took: what each job had before. */
export async function undo(workspace: string, done: BulkDone['done']): Promise<void> {
  const groups = new Map<string, { uids: string[]; change: JobUpdate }>();
  for (const { uid, before } of done) {
    if (!before) continue;
    const change = { held: before.held, schedulingPriority: before.schedulingPriority as Job['schedulingPriority'] };
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { uids: [], change };
    group.uids.push(uid);
    groups.set(key, group);
  }
  for (const { uids, change } of groups.values())
    await runBulk(workspace, 'priority', { uids }, change, () => undefined);
}
