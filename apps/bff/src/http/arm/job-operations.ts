import type { Actor } from '@trainyard/contracts/actors';
import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { jobProperties } from '@trainyard/contracts/batch-ai/wire-body';
import { Fault } from '@trainyard/contracts/errors';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import type { WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { JobView } from '@trainyard/db/readers/jobs';
import { authorise, type Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { keyOf } from '../jobs/job-filter.ts';
import { presentJob } from '../jobs/present-job.ts';
import { experimentBy, jobBy, workspaceBy } from '../load.ts';
import { readArmBody, warn } from './arm-body.ts';
import { resource } from './arm-headers.ts';
import { type ArmCall, ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';
import { gotIn } from './in-workspace.ts';
import { readJob } from './job-body.ts';
import { listOutputFiles } from './list-output-files.ts';
import { longRunning } from './long-running.ts';
import { clusterLogins, jobLoginsOperation } from './remote-login.ts';

const jobsPath = `${workspacePath}/experiments/:experiment/jobs`;
const path = `${jobsPath}/:job`;

function armJob(view: JobView, workspace: WorkspaceKey, actor: Actor, gone: Record<string, string>): object {
  const { row, experiment } = view;
  return {
    id: formatResourceId({ kind: 'job', workspace, experiment, name: row.name }),
    name: row.name,
    type: resourceTypes.job,
    properties: jobProperties(presentJob(view, actor), { clusterId: idOf(gone[row.clusterUid]) }),
  };
}

/** The id of a cluster by its path; of one that is not known there is none. */
function idOf(path: string | undefined): string | undefined {
  const [subscription, resourceGroup, workspace, , name] = path?.split('/') ?? [];
  if (!subscription || !resourceGroup || !workspace || !name) return undefined;
  return formatResourceId({ kind: 'cluster', workspace: { subscription, resourceGroup, name: workspace }, name });
}

/** Where clusters that are gone once were: a job goes on naming its own. */
async function goneClusters(doors: Pick<Doors, 'read'>, views: readonly JobView[]): Promise<Record<string, string>> {
  const uids = views.filter(({ cluster }) => cluster === null).map(({ row }) => row.clusterUid);
  return uids.length === 0 ? {} : doors.read('subject.paths', { uids });
}

async function present(doors: Doors, view: JobView, workspace: WorkspaceKey, actor: Actor): Promise<ArmReply> {
  const { uid, createdAt } = view.row;
  const gone = await goneClusters(doors, [view]);
  // The API writes nothing of a job after it was made, and what became of it moves no tag.
  return resource({ uid, writtenAt: createdAt }, armJob(view, workspace, actor, gone));
}

async function shown(doors: Doors, uid: string, workspace: WorkspaceKey, actor: Actor): Promise<ArmReply> {
  const view = await doors.read('job.get', { uid });
  if (!view) throw new Fault('JobNotFound', { name: uid });
  return present(doors, view, workspace, actor);
}

function jobOf({ actor, params, workspace }: ArmCall<unknown>, doors: Doors): Promise<Found<JobView>> {
  return jobBy(doors, actor, { workspace, experiment: params.experiment ?? '', name: params.job ?? '' });
}

/** Jobs. */
export const jobOperations = [
  armOperation({
    name: 'Jobs_ListByExperiment',
    method: 'get',
    path: jobsPath,
    query: pagedQuery,
    async run(call, doors) {
      const { actor, params, workspace } = call;
      const found = await experimentBy(doors, actor, { workspace, name: params.experiment ?? '' });
      authorise(actor, 'read', found);
      const { value: home } = await workspaceBy(doors, actor, workspace);
      const { after, limit } = askedPage(call.query);
      const page = await doors.read('job.list', {
        sort: 'submitted',
        desc: true,
        after: after === undefined ? undefined : keyOf(after, 'submitted'),
        offset: 0,
        limit,
        workspaceUid: home.uid,
        experimentUid: found.value.row.uid,
        states: [],
      });
      const gone = await goneClusters(doors, page.items);
      return paged(call, page, (view) => armJob(view, home, actor, gone));
    },
  }),
  armOperation({
    name: 'Jobs_Create',
    method: 'put',
    path,
    faultsUnder: 'properties',
    async run(call, doors) {
      const { actor, params, workspace, req, res } = call;
      const found = await experimentBy(doors, actor, { workspace, name: params.experiment ?? '' });
      authorise(actor, 'submit', found);
      const experimentUid = found.value.row.uid;
      const { value: home } = await workspaceBy(doors, actor, workspace);
      const { body, warnings } = await readJob(doors, call, experimentUid, await readArmBody(req, res));
      const { uid } = await doors.execute('job.submit', { experimentUid, body, orSame: true }, actor);
      warn(res, warnings);
      const done = () => shown(doors, uid, home, actor);
      return longRunning(call, doors, { verb: 'create', uid, location: home.location, done });
    },
  }),
  armOperation({
    name: 'Jobs_Get',
    method: 'get',
    path,
    run: (call, doors) =>
      gotIn(call, doors, jobOf(call, doors), (view, home, actor) => present(doors, view, home, actor)),
  }),
  armOperation({
    name: 'Jobs_Delete',
    method: 'delete',
    path,
    run: (call, doors) => deletedBelow(call, doors, jobOf(call, doors), 'job.delete'),
  }),
  armOperation({
    name: 'Jobs_Terminate',
    method: 'post',
    path: `${path}/terminate`,
    async run(call, doors) {
      const { actor, workspace } = call;
      const found = await jobOf(call, doors);
      authorise(actor, 'terminate', found);
      const { uid, state } = found.value.row;
      // Nothing is left to stop, and nothing changes.
      if (isTerminal(jobMoves, state)) return new ArmReply(200);
      const { value: home } = await workspaceBy(doors, actor, workspace);
      await doors.execute('job.terminate', { uid }, actor);
      const done = () => new ArmReply(200);
      return longRunning(call, doors, { verb: 'terminate', uid, location: home.location, done });
    },
  }),
  listOutputFiles,
  jobLoginsOperation,
  clusterLogins,
];
