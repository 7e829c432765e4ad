import { Fault } from '@trainyard/contracts/errors';
import { fileServerBy, workspaceBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';
import { presentFileServer } from './present-file-server.ts';

export const fileServerRoutes = {
  createFileServer: route('createFileServer', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, body, params }, workspace, doors) {
      const { uid } = await doors.execute('fileServer.create', { workspaceUid: workspace.uid, body }, actor);
      const view = await doors.read('fileServer.get', { uid });
      if (!view) throw new Fault('FileServerNotFound', { name: body.name, workspace: params.workspace });
      return presentFileServer(view, actor);
    },
  }),
  listFileServers: route('listFileServers', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, query }, { uid }, doors) {
      const page = await doors.read('fileServer.list', { ...pageInput(query), workspaceUid: uid });
      return pageOut(page, (view) => presentFileServer(view, actor));
    },
  }),
  getFileServer: route('getFileServer', {
    load: ({ actor, params }, doors) => fileServerBy(doors, actor, params),
    run: async ({ actor }, view) => presentFileServer(view, actor),
  }),
  deleteFileServer: route('deleteFileServer', {
    load: ({ actor, params }, doors) => fileServerBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('fileServer.delete', { uid: row.uid }, actor);
      return undefined;
    },
  }),
};
