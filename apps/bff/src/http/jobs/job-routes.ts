import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { checkJobs } from '@trainyard/contracts/jobs-given';
import { authorise } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { experimentBy, jobBy, workspaceBy } from '../load.ts';
import { attemptKey, pageInput, pageOut, wholeNumberKey } from '../pages/page.ts';
import { route } from '../route.ts';
import { withPlace } from './all-faults.ts';
import { filterOf, invalid, keyOf, sortOf } from './job-filter.ts';
import { jobLogins } from './job-logins.ts';
import { hashOf, unhurried } from './many-jobs.ts';
import { presentAttempt } from './present-attempt.ts';
import { presentJob } from './present-job.ts';
import { presentUnit } from './present-unit.ts';

async function shown(doors: Doors, actor: Actor, uid: string) {
  const view = await doors.read('job.get', { uid });
  if (!view) throw new Fault('JobNotFound', { name: uid });
  return presentJob(view, actor);
}

export const jobRoutes = {
  submitJob: route('submitJob', {
    load: ({ actor, params }, doors) =>
      experimentBy(doors, actor, { workspace: params.workspace, name: params.experiment }),
    async run({ actor, body }, { row }, doors) {
      const { view } = await doors.execute('job.submit', { experimentUid: row.uid, body }, actor);
      return presentJob(view, actor);
    },
    async refused({ actor, params, body }, fault, doors) {
      const at = { workspace: params.workspace ?? '', name: params.experiment ?? '' };
      const found = await experimentBy(doors, actor, at);
      authorise(actor, 'submit', found);
      return withPlace(doors, actor, { experimentUid: found.value.row.uid, body }, fault);
    },
  }),
  submitJobs: route('submitJobs', {
    load: ({ actor, params }, doors) =>
      experimentBy(doors, actor, { workspace: params.workspace, name: params.experiment }),
    async run({ actor, body }, { row }, doors) {
      const given = await unhurried(checkJobs(body));
      const { idempotencyKey: text } = body;
      const key = text === undefined ? {} : { key: { text, hash: await unhurried(hashOf(body)) } };
      return doors.execute('job.submitMany', { experimentUid: row.uid, given, ...key }, actor);
    },
  }),
  planJob: route('planJob', {
    load: ({ actor, params }, doors) =>
      experimentBy(doors, actor, { workspace: params.workspace, name: params.experiment }),
    run: ({ actor, body }, { row }, doors) => doors.execute('job.plan', { experimentUid: row.uid, body }, actor),
  }),
  listJobs: route('listJobs', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, query, params }, { uid }, doors) {
      const { sort, desc } = sortOf(query.sort);
      const { after, offset = 0, limit } = query;
      if (after !== undefined && offset > 0) throw invalid('offset', 'give `after` or `offset`, not both');
      const filter = await filterOf(doors, actor, params.workspace, uid, query);
      const key = after === undefined ? undefined : keyOf(after, sort);
      const input = { ...filter, workspaceUid: uid, sort, desc, after: key, offset, limit };
      return pageOut(await doors.read('job.list', input), (view) => presentJob(view, actor));
    },
  }),
  getJob: route('getJob', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    run: async ({ actor }, view) => presentJob(view, actor),
  }),
  updateJob: route('updateJob', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      await doors.execute('job.update', { uid: row.uid, change: body }, actor);
      return shown(doors, actor, row.uid);
    },
  }),
  deleteJob: route('deleteJob', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('job.delete', { uid: row.uid }, actor);
      return undefined;
    },
  }),
  terminateJob: route('terminateJob', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('job.terminate', { uid: row.uid }, actor);
      return shown(doors, actor, row.uid);
    },
  }),
  resubmitJob: route('resubmitJob', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      const { view } = await doors.execute('job.resubmit', { uid: row.uid, name: body.name }, actor);
      return presentJob(view, actor);
    },
  }),
  listAttempts: route('listAttempts', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      const { unit } = query;
      const input = { ...pageInput({ ...query, after: attemptKey(query.after) }), jobUid: row.uid, unit };
      const { attempts, tasks, next, seq } = await doors.read('job.attempts', input);
      return { items: attempts.map((attempt) => presentAttempt(attempt, tasks)), next, seq };
    },
  }),
  openService: route('openService', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    run: ({ params, credentials, req }, { row }, doors) =>
      doors.services.open(row.uid, params.service, credentials, req),
  }),
  listJobLogins: route('listJobLogins', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run(_, { row }, doors) {
      const { items, seq } = await jobLogins(doors, row);
      return { items, next: null, seq };
    },
  }),
  listUnits: route('listUnits', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      const { state } = query;
      const input = { ...pageInput({ ...query, after: wholeNumberKey(query.after) }), jobUid: row.uid, state };
      return pageOut(await doors.read('unit.list', input), presentUnit);
    },
  }),
};
