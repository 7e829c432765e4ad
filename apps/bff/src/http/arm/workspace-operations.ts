import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import { formatTime } from '@trainyard/contracts/times';
import { workspaceCreate, workspaceUpdate } from '@trainyard/contracts/workspace';
import type { WorkspaceRow } from '@trainyard/db/entities';
import { authorise, everywhereInScope, installation } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { workspaceBy } from '../load.ts';
import { known, readArmBody, warnOfDropped } from './arm-body.ts';
import { lastWritten, provisionedAt, resource } from './arm-headers.ts';
import {
  type ArmCall,
  type ArmReply,
  armOperation,
  groupProviderPath,
  providerPath,
  workspacePath,
} from './arm-operation.ts';
import { askedPage, type PagedQuery, paged, pagedQuery } from './arm-pages.ts';
import { deleted } from './deletion.ts';

/** A location is the sender's to say; it is kept and shown, and nothing depends on it. */
const createBody = workspaceCreate.extend({ location: workspaceCreate.shape.location.unwrap() });
const updateBody = workspaceUpdate.pick({ tags: true });

/** A workspace as the service told it. */
export function armWorkspace(row: WorkspaceRow): object {
  return {
    id: formatResourceId({ kind: 'workspace', workspace: row, name: row.name }),
    name: row.name,
    type: resourceTypes.workspace,
    location: row.location,
    ...(Object.keys(row.tags).length > 0 && { tags: row.tags }),
    properties: {
      provisioningState: row.state,
      provisioningStateTransitionTime: provisionedAt(row),
      creationTime: formatTime(row.createdAt),
    },
  };
}

async function shown(doors: Doors, uid: string, name: string): Promise<ArmReply> {
  const row = await doors.read('workspace.get', { uid });
  if (!row) throw new Fault('WorkspaceNotFound', { name });
  return present(row);
}

const present = (row: WorkspaceRow): ArmReply =>
  resource({ uid: row.uid, writtenAt: lastWritten(row) }, armWorkspace(row));

async function listed(call: ArmCall<PagedQuery>, doors: Doors): Promise<object> {
  const { actor, params } = call;
  authorise(actor, 'read', everywhereInScope(actor, 'workspaces'));
  const { subscription, resourceGroup } = params;
  const page = { ...askedPage(call.query), scope: actor.workspaceUid, subscription, resourceGroup };
  return paged(call, await doors.read('workspace.list', page), armWorkspace);
}

/** Workspaces. */
export const workspaceOperations = [
  armOperation({
    name: 'Workspaces_List',
    method: 'get',
    path: `${providerPath}/workspaces`,
    query: pagedQuery,
    run: listed,
  }),
  armOperation({
    name: 'Workspaces_ListByResourceGroup',
    method: 'get',
    path: `${groupProviderPath}/workspaces`,
    query: pagedQuery,
    run: listed,
  }),
  armOperation({
    name: 'Workspaces_Create',
    method: 'put',
    path: workspacePath,
    async run({ actor, params, req, res }, doors) {
      const { subscription, resourceGroup, workspace: name = '' } = params;
      authorise(actor, 'create', installation(`workspace ${name}`));
      const { body, dropped } = known(await readArmBody(req, res), ['location', 'tags']);
      const input = parse(createBody, { ...body, subscription, resourceGroup, name });
      const { uid } = await doors.execute('workspace.create', { ...input, orSame: true }, actor);
      warnOfDropped(res, dropped);
      return shown(doors, uid, name);
    },
  }),
  armOperation({
    name: 'Workspaces_Update',
    method: 'patch',
    path: workspacePath,
    async run({ actor, workspace, req, res }, doors) {
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'update', found);
      const { body, dropped } = known(await readArmBody(req, res), ['tags']);
      const change = parse(updateBody, body);
      const { uid, name } = found.value;
      if (change.tags) await doors.execute('workspace.update', { uid, change }, actor);
      warnOfDropped(res, dropped);
      return shown(doors, uid, name);
    },
  }),
  armOperation({
    name: 'Workspaces_Get',
    method: 'get',
    path: workspacePath,
    async run({ actor, workspace }, doors) {
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'read', found);
      return present(found.value);
    },
  }),
  armOperation({
    name: 'Workspaces_Delete',
    method: 'delete',
    path: workspacePath,
    run: (call, doors) =>
      deleted(call, doors, workspaceBy(doors, call.actor, call.workspace), async ({ uid, location }) => {
        await doors.execute('workspace.delete', { uid }, call.actor);
        return { uid, location };
      }),
  }),
];
