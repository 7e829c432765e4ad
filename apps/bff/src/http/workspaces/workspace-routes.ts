import { Fault } from '@trainyard/contracts/errors';
import { everywhereInScope, installation } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { workspaceBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { type Call, route } from '../route.ts';
import { presentWorkspace } from './present-workspace.ts';

async function shown(doors: Doors, { actor }: Pick<Call<'getWorkspace'>, 'actor'>, uid: string) {
  const row = await doors.read('workspace.get', { uid });
  if (!row) throw new Fault('WorkspaceNotFound', { name: uid });
  return presentWorkspace(row, actor);
}

export const workspaceRoutes = {
  createWorkspace: route('createWorkspace', {
    load: ({ body }) => installation(`workspace ${body.name}`),
    async run(call, _, doors) {
      const { uid } = await doors.execute('workspace.create', call.body, call.actor);
      return shown(doors, call, uid);
    },
  }),
  listWorkspaces: route('listWorkspaces', {
    load: ({ actor }) => everywhereInScope(actor, 'workspaces'),
    async run({ actor, query }, _, doors) {
      const page = await doors.read('workspace.list', { ...pageInput(query), scope: actor.workspaceUid });
      return pageOut(page, (row) => presentWorkspace(row, actor));
    },
  }),
  getWorkspace: route('getWorkspace', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: async ({ actor }, row) => presentWorkspace(row, actor),
  }),
  updateWorkspace: route('updateWorkspace', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run(call, { uid }, doors) {
      await doors.execute('workspace.update', { uid, change: call.body }, call.actor);
      return shown(doors, call, uid);
    },
  }),
  getDiskUse: route('getDiskUse', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    run: (_, { uid }, doors) => doors.disk.of(uid),
  }),
  deleteWorkspace: route('deleteWorkspace', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor }, { uid }, doors) {
      await doors.execute('workspace.delete', { uid }, actor);
      return undefined;
    },
  }),
};
