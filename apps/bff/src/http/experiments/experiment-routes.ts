import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { Experiment } from '@trainyard/contracts/experiment';
import { formatTime } from '@trainyard/contracts/times';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ExperimentView } from '@trainyard/db/readers/workspaces';
import { canOf } from '../../access/authorise.ts';
import { experimentBy, workspaceBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

function presentExperiment({ row, workspace }: ExperimentView, actor: Actor): Experiment {
  const object = { kind: 'experiment', name: row.name, workspaceUid: row.workspaceUid };
  return {
    uid: row.uid,
    workspace,
    name: row.name,
    provisioningState: row.state,
    creationTime: formatTime(row.createdAt),
    revision: row.revision,
    can: canOf(actor, object, ['delete', 'submit']),
  };
}

export const experimentRoutes = {
  createExperiment: route('createExperiment', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, body, params }, workspace, doors) {
      await doors.execute('experiment.create', { workspaceUid: workspace.uid, name: body.name }, actor);
      const view = await doors.read('experiment.find', { workspaceUid: workspace.uid, nameKey: nameKey(body.name) });
      if (!view) throw new Fault('ExperimentNotFound', { name: body.name, workspace: params.workspace });
      return presentExperiment(view, actor);
    },
  }),
  listExperiments: route('listExperiments', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, query }, { uid }, doors) {
      const page = await doors.read('experiment.list', { ...pageInput(query), workspaceUid: uid });
      return pageOut(page, (view) => presentExperiment(view, actor));
    },
  }),
  getExperiment: route('getExperiment', {
    load: ({ actor, params }, doors) => experimentBy(doors, actor, params),
    run: async ({ actor }, view) => presentExperiment(view, actor),
  }),
  deleteExperiment: route('deleteExperiment', {
    load: ({ actor, params }, doors) => experimentBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('experiment.delete', { uid: row.uid }, actor);
      return undefined;
    },
  }),
};
