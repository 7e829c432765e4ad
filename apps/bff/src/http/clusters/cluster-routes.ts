import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { Doors } from '../../doors.ts';
import { clusterBy, workspaceBy } from '../load.ts';
import { pageInput, pageOut, wholeNumberKey } from '../pages/page.ts';
import { route } from '../route.ts';
import { presentCluster } from './present-cluster.ts';

async function shown(doors: Doors, actor: Actor, uid: string) {
  const view = await doors.read('cluster.get', { uid });
  if (!view) throw new Fault('ClusterNotFound', { name: uid, workspace: '?' });
  return presentCluster(view, actor);
}

export const clusterRoutes = {
  createCluster: route('createCluster', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, body }, workspace, doors) {
      const { uid } = await doors.execute('cluster.create', { workspaceUid: workspace.uid, body }, actor);
      return shown(doors, actor, uid);
    },
  }),
  listClusters: route('listClusters', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor, query }, { uid }, doors) {
      const page = await doors.read('cluster.list', { ...pageInput(query), workspaceUid: uid });
      return pageOut(page, (view) => presentCluster(view, actor));
    },
  }),
  getCluster: route('getCluster', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    run: async ({ actor }, view) => presentCluster(view, actor),
  }),
  updateCluster: route('updateCluster', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      await doors.execute('cluster.update', { uid: row.uid, change: body }, actor);
      return shown(doors, actor, row.uid);
    },
  }),
  deleteCluster: route('deleteCluster', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('cluster.delete', { uid: row.uid }, actor);
      return undefined;
    },
  }),
  listScaling: route('listScaling', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      const page = pageInput({ ...query, after: wholeNumberKey(query.after) });
      return doors.read('cluster.scaling', { ...page, clusterUid: row.uid });
    },
  }),
  listQueues: route('listQueues', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      return { ...(await doors.execute('cluster.queues', { uid: row.uid }, actor)), next: null };
    },
  }),
};
