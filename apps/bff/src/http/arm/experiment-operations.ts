import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { Fault } from '@trainyard/contracts/errors';
import { experimentCreate } from '@trainyard/contracts/experiment';
import { parse } from '@trainyard/contracts/parse';
import { formatTime } from '@trainyard/contracts/times';
import { nameKey, type WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { ExperimentRow } from '@trainyard/db/entities';
import { authorise } from '../../access/authorise.ts';
import { experimentBy, workspaceBy } from '../load.ts';
import { lastWritten, provisionedAt, resource } from './arm-headers.ts';
import { type ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';

const path = `${workspacePath}/experiments/:experiment`;

function armExperiment(row: ExperimentRow, workspace: WorkspaceKey): object {
  return {
    id: formatResourceId({ kind: 'experiment', workspace, name: row.name }),
    name: row.name,
    type: resourceTypes.experiment,
    properties: {
      provisioningState: row.state,
      provisioningStateTransitionTime: provisionedAt(row),
      creationTime: formatTime(row.createdAt),
    },
  };
}

const present = (row: ExperimentRow, workspace: WorkspaceKey): ArmReply =>
  resource({ uid: row.uid, writtenAt: lastWritten(row) }, armExperiment(row, workspace));

/** Experiments: they have no body, and PUT of one that is there changes nothing. */
export const experimentOperations = [
  armOperation({
    name: 'Experiments_ListByWorkspace',
    method: 'get',
    path: `${workspacePath}/experiments`,
    query: pagedQuery,
    async run(call, doors) {
      const found = await workspaceBy(doors, call.actor, call.workspace);
      authorise(call.actor, 'read', found);
      const page = await doors.read('experiment.list', { ...askedPage(call.query), workspaceUid: found.value.uid });
      return paged(call, page, ({ row }) => armExperiment(row, found.value));
    },
  }),
  armOperation({
    name: 'Experiments_Create',
    method: 'put',
    path,
    async run({ actor, params, workspace }, doors) {
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'create', found);
      const { name } = parse(experimentCreate, { name: params.experiment });
      const { uid: workspaceUid } = found.value;
      await doors.execute('experiment.create', { workspaceUid, name, orSame: true }, actor);
      const made = await doors.read('experiment.find', { workspaceUid, nameKey: nameKey(name) });
      if (!made) throw new Fault('ExperimentNotFound', { name, workspace });
      return present(made.row, found.value);
    },
  }),
  armOperation({
    name: 'Experiments_Get',
    method: 'get',
    path,
    async run({ actor, params, workspace }, doors) {
      const found = await experimentBy(doors, actor, { workspace, name: params.experiment ?? '' });
      authorise(actor, 'read', found);
      const { value } = await workspaceBy(doors, actor, workspace);
      return present(found.value.row, value);
    },
  }),
  armOperation({
    name: 'Experiments_Delete',
    method: 'delete',
    path,
    run(call, doors) {
      const at = { workspace: call.workspace, name: call.params.experiment ?? '' };
      return deletedBelow(call, doors, experimentBy(doors, call.actor, at), 'experiment.delete');
    },
  }),
];
