import type { Actor } from '@trainyard/contracts/actors';
import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { fileServerToNative } from '@trainyard/contracts/batch-ai/native-body';
import { fileServerProperties } from '@trainyard/contracts/batch-ai/wire-body';
import { Fault } from '@trainyard/contracts/errors';
import { fileServerCreate } from '@trainyard/contracts/file-server';
import type { WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { FileServerView } from '@trainyard/db/readers/file-servers';
import { authorise } from '../../access/authorise.ts';
import { presentFileServer } from '../file-servers/present-file-server.ts';
import { fileServerBy, workspaceBy } from '../load.ts';
import { checkedBody, readArmBody, warn } from './arm-body.ts';
import { resource } from './arm-headers.ts';
import { type ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';
import { longRunning } from './long-running.ts';

const path = `${workspacePath}/fileServers/:fileServer`;

function armFileServer(view: FileServerView, workspace: WorkspaceKey, actor: Actor): object {
  const { name } = view.row;
  return {
    id: formatResourceId({ kind: 'fileServer', workspace, name }),
    name,
    type: resourceTypes.fileServer,
    properties: fileServerProperties(presentFileServer(view, actor)),
  };
}

/** Nothing can be written of one after it is made. */
const present = (view: FileServerView, workspace: WorkspaceKey, actor: Actor): ArmReply =>
  resource({ uid: view.row.uid, writtenAt: view.row.createdAt }, armFileServer(view, workspace, actor));

/** File servers. */
export const fileServerOperations = [
  armOperation({
    name: 'FileServers_ListByWorkspace',
    method: 'get',
    path: `${workspacePath}/fileServers`,
    query: pagedQuery,
    async run(call, doors) {
      const { actor, workspace } = call;
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'read', found);
      const page = await doors.read('fileServer.list', { ...askedPage(call.query), workspaceUid: found.value.uid });
      return paged(call, page, (view) => armFileServer(view, found.value, actor));
    },
  }),
  armOperation({
    name: 'FileServers_Create',
    method: 'put',
    path,
    faultsUnder: 'properties',
    async run(call, doors) {
      const { actor, params, workspace, req, res } = call;
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'create', found);
      const { uid: workspaceUid, location } = found.value;
      const native = fileServerToNative(await readArmBody(req, res));
      const body = checkedBody(fileServerCreate, { ...native, body: { ...native.body, name: params.fileServer } });
      const { uid } = await doors.execute('fileServer.create', { workspaceUid, body, orSame: true }, actor);
      warn(res, native.warnings);
      const done = async () => {
        const view = await doors.read('fileServer.get', { uid });
        if (!view) throw new Fault('FileServerNotFound', { name: body.name, workspace });
        return present(view, found.value, actor);
      };
      return longRunning(call, doors, { verb: 'create', uid, location, done });
    },
  }),
  armOperation({
    name: 'FileServers_Get',
    method: 'get',
    path,
    async run({ actor, params, workspace }, doors) {
      const found = await fileServerBy(doors, actor, { workspace, name: params.fileServer ?? '' });
      authorise(actor, 'read', found);
      const { value: home } = await workspaceBy(doors, actor, workspace);
      return present(found.value, home, actor);
    },
  }),
  armOperation({
    name: 'FileServers_Delete',
    method: 'delete',
    path,
    run(call, doors) {
      const at = { workspace: call.workspace, name: call.params.fileServer ?? '' };
      return deletedBelow(call, doors, fileServerBy(doors, call.actor, at), 'fileServer.delete');
    },
  }),
];
