import type { Actor } from '@trainyard/contracts/actors';
import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { fileServerToNative } from '@trainyard/contracts/batch-ai/native-body';
import { fileServerProperties } from '@trainyard/contracts/batch-ai/wire-body';
import { Fault } from '@trainyard/contracts/errors';
import { fileServerCreate } from '@trainyard/contracts/file-server';
import type { WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { FileServerView } from '@trainyard/db/readers/file-servers';
import type { Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { presentFileServer } from '../file-servers/present-file-server.ts';
import { fileServerBy } from '../load.ts';
import { resource } from './arm-headers.ts';
import { type ArmCall, type ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';
import { gotIn, listedIn, madeIn } from './in-workspace.ts';

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

function fileServerOf({ actor, params, workspace }: ArmCall<unknown>, doors: Doors): Promise<Found<FileServerView>> {
  return fileServerBy(doors, actor, { workspace, name: params.fileServer ?? '' });
}

/** File servers. */
export const fileServerOperations = [
  armOperation({
    name: 'FileServers_ListByWorkspace',
    method: 'get',
    path: `${workspacePath}/fileServers`,
    query: pagedQuery,
    run: (call, doors) => listedIn(call, doors, (input) => doors.read('fileServer.list', input), armFileServer),
  }),
  armOperation({
    name: 'FileServers_Create',
    method: 'put',
    path,
    faultsUnder: 'properties',
    run(call, doors) {
      const { actor, params, workspace } = call;
      return madeIn(call, doors, {
        name: params.fileServer,
        toNative: fileServerToNative,
        schema: fileServerCreate,
        make: (body, workspaceUid) => doors.execute('fileServer.create', { workspaceUid, body, orSame: true }, actor),
        async shown(uid, home) {
          const view = await doors.read('fileServer.get', { uid });
          if (!view) throw new Fault('FileServerNotFound', { name: params.fileServer ?? '', workspace });
          return present(view, home, actor);
        },
      });
    },
  }),
  armOperation({
    name: 'FileServers_Get',
    method: 'get',
    path,
    run: (call, doors) => gotIn(call, doors, fileServerOf(call, doors), present),
  }),
  armOperation({
    name: 'FileServers_Delete',
    method: 'delete',
    path,
    run: (call, doors) => deletedBelow(call, doors, fileServerOf(call, doors), 'fileServer.delete'),
  }),
];
