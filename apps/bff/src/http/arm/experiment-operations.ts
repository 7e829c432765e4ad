import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { Fault } from '@trainyard/contracts/errors';
import { experimentCreate } from '@trainyard/contracts/experiment';
import { parse } from '@trainyard/contracts/parse';
import { formatTime } from '@trainyard/contracts/times';
import { nameKey, type WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { ExperimentRow } from '@trainyard/db/entities';
import type { PageInput } from '@trainyard/db/readers/read-db';
import type { ExperimentView } from '@trainyard/db/readers/workspaces';
import { authorise, type Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { experimentBy, workspaceBy } from '../load.ts';
import { lastWritten, provisionedAt, resource } from './arm-headers.ts';
import { type ArmCall, type ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';
import { gotIn, listedIn } from './in-workspace.ts';

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

function experimentOf({ actor, params, workspace }: ArmCall<unknown>, doors: Doors): Promise<Found<ExperimentView>> {
  return experimentBy(doors, actor, { workspace, name: params.experiment ?? '' });
}

/** Experiments: they have no body, and PUT of one that is there changes nothing. */
export const experimentOperations = [
  armOperation({
    name: 'Experiments_ListByWorkspace',
    method: 'get',
    path: `${workspacePath}/experiments`,
    query: pagedQuery,
    run(call, doors) {
      const ask = (input: PageInput & { workspaceUid: string }) => doors.read('experiment.list', input);
      return listedIn(call, doors, ask, ({ row }, home) => armExperiment(row, home));
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
    run: (call, doors) => gotIn(call, doors, experimentOf(call, doors), ({ row }, home) => present(row, home)),
  }),
  armOperation({
    name: 'Experiments_Delete',
    method: 'delete',
    path,
    run: (call, doors) => deletedBelow(call, doors, experimentOf(call, doors), 'experiment.delete'),
  }),
];
