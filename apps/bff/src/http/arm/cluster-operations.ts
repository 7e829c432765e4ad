import type { Actor } from '@trainyard/contracts/actors';
import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { clusterToNative, type NativeBody } from '@trainyard/contracts/batch-ai/native-body';
import { clusterProperties } from '@trainyard/contracts/batch-ai/wire-body';
import { clusterCreate, scaleSettings } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import type { WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { ClusterView } from '@trainyard/db/readers/clusters';
import * as z from 'zod';
import { authorise } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { presentCluster } from '../clusters/present-cluster.ts';
import { clusterBy, workspaceBy } from '../load.ts';
import { checkedBody, readArmBody, warn } from './arm-body.ts';
import { lastWritten, provisionedAt, resource } from './arm-headers.ts';
import { type ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';
import { longRunning } from './long-running.ts';

const path = `${workspacePath}/clusters/:cluster`;
/** All that can change of a cluster here. */
const scaleChange = z.strictObject({ scaleSettings });

function armCluster(view: ClusterView, workspace: WorkspaceKey, actor: Actor): object {
  const { row } = view;
  return {
    id: formatResourceId({ kind: 'cluster', workspace, name: row.name }),
    name: row.name,
    type: resourceTypes.cluster,
    properties: clusterProperties(presentCluster(view, actor), { provisioningStateTransitionTime: provisionedAt(row) }),
  };
}

const present = (view: ClusterView, workspace: WorkspaceKey, actor: Actor): ArmReply =>
  resource({ uid: view.row.uid, writtenAt: lastWritten(view.row) }, armCluster(view, workspace, actor));

async function shown(doors: Doors, uid: string, workspace: WorkspaceKey, actor: Actor): Promise<ArmReply> {
  const view = await doors.read('cluster.get', { uid });
  if (!view) throw new Fault('ClusterNotFound', { name: uid, workspace: workspace.name });
  return present(view, workspace, actor);
}

/** Of a body that may hold more, what can change; the rest is named. */
function changeOf({ body, warnings, faults }: NativeBody): NativeBody {
  const { scaleSettings, ...rest } = body;
  const kept = Object.keys(rest).map((field) => ({
    path: `properties.${field}`,
    code: 'NotChanged',
    message: 'cannot be changed here, ignored',
  }));
  return {
    body: scaleSettings === undefined ? {} : { scaleSettings },
    warnings: [...warnings, ...kept],
    faults: faults.filter((fault) => fault.path.startsWith('properties.scaleSettings')),
  };
}

/** Clusters. */
export const clusterOperations = [
  armOperation({
    name: 'Clusters_ListByWorkspace',
    method: 'get',
    path: `${workspacePath}/clusters`,
    query: pagedQuery,
    async run(call, doors) {
      const { actor, workspace } = call;
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'read', found);
      const page = await doors.read('cluster.list', { ...askedPage(call.query), workspaceUid: found.value.uid });
      return paged(call, page, (view) => armCluster(view, found.value, actor));
    },
  }),
  armOperation({
    name: 'Clusters_Create',
    method: 'put',
    path,
    faultsUnder: 'properties',
    async run(call, doors) {
      const { actor, params, workspace, req, res } = call;
      const found = await workspaceBy(doors, actor, workspace);
      authorise(actor, 'create', found);
      const { uid: workspaceUid, location } = found.value;
      const native = clusterToNative(await readArmBody(req, res));
      const body = checkedBody(clusterCreate, { ...native, body: { ...native.body, name: params.cluster } });
      const { uid } = await doors.execute('cluster.create', { workspaceUid, body, orSame: true }, actor);
      warn(res, native.warnings);
      const done = () => shown(doors, uid, found.value, actor);
      return longRunning(call, doors, { verb: 'create', uid, location, done });
    },
  }),
  armOperation({
    name: 'Clusters_Update',
    method: 'patch',
    path,
    faultsUnder: 'properties',
    async run({ actor, params, workspace, req, res }, doors) {
      const found = await clusterBy(doors, actor, { workspace, name: params.cluster ?? '' });
      authorise(actor, 'update', found);
      const native = changeOf(clusterToNative(await readArmBody(req, res)));
      const change = checkedBody(scaleChange, native);
      const { uid } = found.value.row;
      const { value: home } = await workspaceBy(doors, actor, workspace);
      await doors.execute('cluster.update', { uid, change }, actor);
      warn(res, native.warnings);
      return shown(doors, uid, home, actor);
    },
  }),
  armOperation({
    name: 'Clusters_Get',
    method: 'get',
    path,
    async run({ actor, params, workspace }, doors) {
      const found = await clusterBy(doors, actor, { workspace, name: params.cluster ?? '' });
      authorise(actor, 'read', found);
      const { value: home } = await workspaceBy(doors, actor, workspace);
      return present(found.value, home, actor);
    },
  }),
  armOperation({
    name: 'Clusters_Delete',
    method: 'delete',
    path,
    run(call, doors) {
      const at = { workspace: call.workspace, name: call.params.cluster ?? '' };
      return deletedBelow(call, doors, clusterBy(doors, call.actor, at), 'cluster.delete');
    },
  }),
];
