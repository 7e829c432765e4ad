import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import { formatWorkspaceRef, nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import { inScope } from '@trainyard/control/policies/decide';
import type { WorkspaceRow } from '@trainyard/db/entities';
import type { AddressInput, AddressView } from '@trainyard/db/readers/address';
import type { ClusterView, NodeView } from '@trainyard/db/readers/clusters';
import type { FileServerView } from '@trainyard/db/readers/file-servers';
import type { JobView } from '@trainyard/db/readers/jobs';
import type { OnceNode } from '@trainyard/db/readers/sampled-nodes';
import type { ExperimentView } from '@trainyard/db/readers/workspaces';
import type { Found } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';

type Reading = Pick<Doors, 'read'>;

/** By reference. A workspace outside the actor's scope is not there at all, so nothing below it can be told apart. */
export async function workspaceBy(doors: Reading, actor: Actor, ref: string): Promise<Found<WorkspaceRow>> {
  const { workspace } = await stands(doors, actor, ref, {});
  const missing = noWorkspace(ref);
  const name = formatWorkspaceRef(workspace);
  return { value: workspace, object: { kind: 'workspace', name, workspaceUid: workspace.uid }, missing };
}

export async function experimentBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; name: string },
): Promise<Found<ExperimentView>> {
  const { experiment } = await stands(doors, actor, at.workspace, { experimentKey: nameKey(at.name) });
  return found(experiment, 'experiment', noExperiment(at.workspace, at.name));
}

export async function clusterBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; name: string },
): Promise<Found<ClusterView>> {
  const { cluster } = await stands(doors, actor, at.workspace, { clusterKey: nameKey(at.name) });
  return found(cluster, 'cluster', () => new Fault('ClusterNotFound', { name: at.name, workspace: at.workspace }));
}

export async function fileServerBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; name: string },
): Promise<Found<FileServerView>> {
  const { fileServer } = await stands(doors, actor, at.workspace, { fileServerKey: nameKey(at.name) });
  const missing = () => new Fault('FileServerNotFound', { name: at.name, workspace: at.workspace });
  return found(fileServer, 'fileServer', missing);
}

export async function jobBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; experiment: string; name: string },
): Promise<Found<JobView>> {
  const below = { experimentKey: nameKey(at.experiment), jobKey: nameKey(at.name) };
  const { experiment, job } = await stands(doors, actor, at.workspace, below);
  if (!experiment) throw noExperiment(at.workspace, at.experiment)();
  return found(job, 'job', () => new Fault('JobNotFound', { name: at.name }));
}

/** Everything along an address with one question; a workspace that is not there for the actor ends it. */
async function stands(
  doors: Reading,
  actor: Actor,
  ref: string,
  below: Omit<AddressInput, 'workspaceKey'>,
): Promise<AddressView & { workspace: WorkspaceRow }> {
  const key = parseWorkspaceRef(ref);
  const view = key && (await doors.read('address.find', { ...below, workspaceKey: workspaceKeyOf(key) }));
  const workspace = view?.workspace;
  if (!workspace || !inScope(actor, { workspaceUid: workspace.uid })) throw noWorkspace(ref)();
  return { ...view, workspace };
}

const noWorkspace = (ref: string) => () => new Fault('WorkspaceNotFound', { name: ref });

const noExperiment = (workspace: string, name: string) => () => new Fault('ExperimentNotFound', { name, workspace });

/** By identity. `missing` is said of one that is not there, or not there for the actor. */
export async function jobByUid(doors: Reading, uid: string, missing: () => Fault): Promise<Found<JobView>> {
  return found(await doors.read('job.get', { uid }), 'job', missing);
}

export async function fileServerByUid(
  doors: Reading,
  uid: string,
  missing: () => Fault,
): Promise<Found<FileServerView>> {
  return found(await doors.read('fileServer.get', { uid }), 'fileServer', missing);
}

export async function clusterByUid(doors: Reading, uid: string, missing: () => Fault): Promise<Found<ClusterView>> {
  return found(await doors.read('cluster.get', { uid }), 'cluster', missing);
}

export async function nodeByUid(doors: Reading, uid: string, missing: () => Fault): Promise<Found<NodeView>> {
  return found(await doors.read('node.get', { uid }), 'node', missing);
}

/** Also one that is gone: what it left is read by those who could read it. */
export async function onceNodeByUid(
  doors: Pick<Doors, 'read'>,
  uid: string,
  missing: () => Fault,
): Promise<Found<{ row: OnceNode }>> {
  return found(await doors.read('node.once', { uid }), 'node', missing);
}

function found<T extends { row: { name: string; workspaceUid: string } }>(
  view: T | null,
  kind: string,
  missing: () => Fault,
): Found<T> {
  if (!view) throw missing();
  const { name, workspaceUid } = view.row;
  return { value: view, object: { kind, name, workspaceUid }, missing };
}
