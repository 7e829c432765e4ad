import type { Actor } from '@trainyard/contracts/actors';
import { formatResourceId, resourceTypes } from '@trainyard/contracts/batch-ai/ids';
import { clusterToNative, type NativeBody } from '@trainyard/contracts/batch-ai/native-body';
import { clusterProperties } from '@trainyard/contracts/batch-ai/wire-body';
import { clusterCreate, scaleSettings } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import type { WorkspaceKey } from '@trainyard/contracts/workspace-key';
import type { ClusterView } from '@trainyard/db/readers/clusters';
import * as z from 'zod';
import { authorise, type Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { presentCluster } from '../clusters/present-cluster.ts';
import { clusterBy, workspaceBy } from '../load.ts';
import { checkedBody, readArmBody, warn } from './arm-body.ts';
import { lastWritten, provisionedAt, resource } from './arm-headers.ts';
import { type ArmCall, type ArmReply, armOperation, workspacePath } from './arm-operation.ts';
import { pagedQuery } from './arm-pages.ts';
import { deletedBelow } from './deletion.ts';
import { gotIn, listedIn, madeIn } from './in-workspace.ts';

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

function clusterOf({ actor, params, workspace }: ArmCall<unknown>, doors: Doors): Promise<Found<ClusterView>> {
  return clusterBy(doors, actor, { workspace, name: params.cluster ?? '' });
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
    run: (call, doors) => listedIn(call, doors, (input) => doors.read('cluster.list', input), armCluster),
  }),
  armOperation({
    name: 'Clusters_Create',
    method: 'put',
    path,
    faultsUnder: 'properties',
    run(call, doors) {
      const { actor, params } = call;
      return madeIn(call, doors, {
        name: params.cluster,
        toNative: clusterToNative,
        schema: clusterCreate,
        make: (body, workspaceUid) => doors.execute('cluster.create', { workspaceUid, body, orSame: true }, actor),
        shown: (uid, home) => shown(doors, uid, home, actor),
      });
    },
  }),
  armOperation({
    name: 'Clusters_Update',
    method: 'patch',
    path,
    faultsUnder: 'properties',
    async run(call, doors) {
      const { actor, workspace, req, res } = call;
      const found = await clusterOf(call, doors);
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
    run: (call, doors) => gotIn(call, doors, clusterOf(call, doors), present),
  }),
  armOperation({
    name: 'Clusters_Delete',
    method: 'delete',
    path,
    run: (call, doors) => deletedBelow(call, doors, clusterOf(call, doors), 'cluster.delete'),
  }),
];
