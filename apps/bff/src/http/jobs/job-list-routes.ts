import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { BulkDone, BulkJobs } from '@trainyard/contracts/job-list';
import { bulkMost } from '@trainyard/contracts/job-list';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ManyJobs } from '@trainyard/control/interface';
import type { JobsFilter } from '@trainyard/db/readers/job-terms';
import type { Doors } from '../../doors.ts';
import { workspaceBy } from '../load.ts';
import { route } from '../route.ts';
import { filterOf, invalid, keyOf, momentOf } from './job-filter.ts';
import { presentFamily } from './present-family.ts';
import { presentView } from './present-view.ts';

interface Where {
  actor: Actor;
  workspace: string;
  workspaceUid: string;
}

/** What a verb can do anything to: the others would only be refused one by one. */
function applicable(filter: JobsFilter, { verb, ...rest }: ManyJobs): JobsFilter {
  const only = (states: readonly string[]) => {
    const left = filter.states.length === 0 ? states : states.filter((state) => filter.states.includes(state));
    // Of a filter that names none of them nothing is left, which an empty list would not say.
    return { ...filter, states: left.length === 0 ? ['none'] : left };
  };
  if (verb === 'terminate') return only(['queued', 'running']);
  if (verb === 'delete' || verb === 'resubmit') return only(['succeeded', 'failed']);
  const { held } = (rest as { change?: { held?: boolean } }).change ?? {};
  return { ...only(['queued']), ...(held !== undefined && { held: !held }) };
}

/** Does a verb to those of one request. */
async function doMany(doors: Doors, where: Where, body: BulkJobs, many: ManyJobs): Promise<BulkDone> {
  const { actor, workspace, workspaceUid } = where;
  if ((body.uids === undefined) === (body.filter === undefined))
    throw invalid('filter', 'give either uids or a filter');
  const picked = body.uids
    ? { uids: body.uids, next: null }
    : await doors.read('job.pick', {
        ...applicable(await filterOf(doors, actor, workspace, workspaceUid, body.filter ?? {}), many),
        workspaceUid,
        after: body.after === undefined ? undefined : keyOf(body.after, 'submitted')[1],
        limit: bulkMost,
      });
  const result = await doors.execute('job.many', { workspaceUid, uids: picked.uids, ...many }, actor);
  return { ...result, next: picked.next, seq: doors.seq() };
}

export const jobListRoutes = {
  countJobs: route('countJobs', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, query, params }, { uid }, doors) {
      const filter = await filterOf(doors, actor, params.workspace, uid, query);
      return doors.read('job.count', { ...filter, workspaceUid: uid });
    },
  }),
  updateJobs: route('updateJobs', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: ({ actor, params, body: { change, ...body } }, { uid }, doors) =>
      doMany(doors, { actor, workspace: params.workspace, workspaceUid: uid }, body, { verb: 'update', change }),
  }),
  terminateJobs: route('terminateJobs', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: ({ actor, params, body }, { uid }, doors) =>
      doMany(doors, { actor, workspace: params.workspace, workspaceUid: uid }, body, { verb: 'terminate' }),
  }),
  deleteJobs: route('deleteJobs', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: ({ actor, params, body }, { uid }, doors) =>
      doMany(doors, { actor, workspace: params.workspace, workspaceUid: uid }, body, { verb: 'delete' }),
  }),
  resubmitJobs: route('resubmitJobs', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: ({ actor, params, body }, { uid }, doors) =>
      doMany(doors, { actor, workspace: params.workspace, workspaceUid: uid }, body, { verb: 'resubmit' }),
  }),
  listFamilies: route('listFamilies', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ query }, { uid }, doors) {
      const since = momentOf('since', query.since, doors.clock.now());
      const found = await doors.read('family.list', { workspaceUid: uid, since, limit: query.limit });
      return { items: found.items.map((one) => presentFamily(one, found)), next: null, seq: found.seq };
    },
  }),
  listViews: route('listViews', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor }, { uid }, doors) {
      const { items, seq } = await doors.read('view.list', { workspaceUid: uid });
      return { items: items.map((row) => presentView(row, actor)), next: null, seq };
    },
  }),
  saveView: route('saveView', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, params, body }, { uid }, doors) {
      await doors.execute('view.save', { workspaceUid: uid, name: params.name, query: body.query }, actor);
      return presentView(await viewBy(doors, uid, params), actor);
    },
  }),
  deleteView: route('deleteView', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, params }, { uid }, doors) {
      const view = await viewBy(doors, uid, params);
      await doors.execute('view.delete', { uid: view.uid }, actor);
      return undefined;
    },
  }),
};

async function viewBy(doors: Doors, workspaceUid: string, { name, workspace }: { name: string; workspace: string }) {
  const view = await doors.read('view.find', { workspaceUid, nameKey: nameKey(name) });
  if (!view) throw new Fault('ViewNotFound', { name, workspace });
  return view;
}
