import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { jobMoves } from '@trainyard/contracts/lifecycles';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Doors } from '../../doors.ts';
import { clusterBy, experimentBy, jobBy, workspaceBy } from '../load.ts';
import { presentLogin } from '../nodes/present-login.ts';
import { attemptKey, pageInput, pageOut, wholeNumberKey } from '../pages/page.ts';
import { route } from '../route.ts';
import { presentAttempt } from './present-attempt.ts';
import { presentJob } from './present-job.ts';
import { presentUnit } from './present-unit.ts';

/** Of a job with more attempts than a page takes, the nodes of these. */
const loginAttempts = { after: undefined, limit: 1000 } as const;

async function shown(doors: Doors, actor: Actor, uid: string) {
  const view = await doors.read('job.get', { uid });
  if (!view) throw new Fault('JobNotFound', { name: uid });
  return presentJob(view, actor);
}

/** `state=running,queued`; a word that is no state is refused, since it would match nothing. */
function statesOf(text: string | undefined): string[] {
  const states = (text ?? '').split(',').filter((state) => state !== '');
  const wrong = states.filter((state) => !Object.hasOwn(jobMoves, state));
  if (wrong.length === 0) return states;
  const message = `${wrong.join(', ')} is no state; states are ${Object.keys(jobMoves).join(', ')}`;
  throw new Fault('InvalidBody', { faults: [`state: ${message}`] }, [{ path: 'state', code: 'InvalidValue', message }]);
}

export const jobRoutes = {
  submitJob: route('submitJob', {
    load: ({ actor, params }, doors) =>
      experimentBy(doors, actor, { workspace: params.workspace, name: params.experiment }),
    async run({ actor, body }, { row }, doors) {
      const { view } = await doors.execute('job.submit', { experimentUid: row.uid, body }, actor);
      return presentJob(view, actor);
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
      const { workspace } = params;
      const cluster = query.cluster && (await clusterBy(doors, actor, { workspace, name: query.cluster }));
      const experiment =
        query.experiment &&
        (await doors.read('experiment.find', { workspaceUid: uid, nameKey: nameKey(query.experiment) }));
      if (query.experiment && !experiment) throw new Fault('ExperimentNotFound', { name: query.experiment, workspace });
      const page = await doors.read('job.list', {
        ...pageInput({ ...query, after: wholeNumberKey(query.after) }),
        workspaceUid: uid,
        states: statesOf(query.state),
        clusterUid: cluster ? cluster.value.row.uid : undefined,
        experimentUid: experiment ? experiment.row.uid : undefined,
      });
      return pageOut(page, (view) => presentJob(view, actor));
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
      const cluster = await doors.read('cluster.get', { uid: row.clusterUid });
      const { tasks, seq } = await doors.read('job.attempts', { jobUid: row.uid, unit: undefined, ...loginAttempts });
      const uids = [...new Set(tasks.map(({ nodeUid }) => nodeUid))];
      const nodes = await Promise.all(uids.map((uid) => doors.read('node.get', { uid })));
      const items = nodes.flatMap((node) => (node && cluster ? [presentLogin(node, cluster)] : []));
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
