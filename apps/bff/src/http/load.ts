import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { formatWorkspaceRef, parseWorkspaceRef, workspaceKeyOf } from '@trainyard/contracts/identity';
import { nameKey } from '@trainyard/contracts/names';
import { inScope } from '@trainyard/control/policies/decide';
import type { WorkspaceRow } from '@trainyard/db/entities';
import type { ClusterView, NodeView } from '@trainyard/db/readers/clusters';
import type { JobView } from '@trainyard/db/readers/jobs';
import type { ExperimentView } from '@trainyard/db/readers/workspaces';
import type { Found } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';

type Reading = Pick<Doors, 'read'>;

/** By reference. A workspace outside the actor's scope is not there at all, so nothing below it can be told apart. */
export async function workspaceBy(doors: Reading, actor: Actor, ref: string): Promise<Found<WorkspaceRow>> {
  const key = parseWorkspaceRef(ref);
  const row = key && (await doors.read('workspace.find', { nameKey: workspaceKeyOf(key) }));
  const missing = new Fault('WorkspaceNotFound', { name: ref });
  if (!row || !inScope(actor, { workspaceUid: row.uid })) throw missing;
  return { value: row, object: { kind: 'workspace', name: formatWorkspaceRef(row), workspaceUid: row.uid }, missing };
}

export async function experimentBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; name: string },
): Promise<Found<ExperimentView>> {
  const { value: workspace } = await workspaceBy(doors, actor, at.workspace);
  const view = await doors.read('experiment.find', { workspaceUid: workspace.uid, nameKey: nameKey(at.name) });
  const missing = new Fault('ExperimentNotFound', { name: at.name, workspace: at.workspace });
  if (!view) throw missing;
  return found(view, 'experiment', view.row, missing);
}

export async function clusterBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; name: string },
): Promise<Found<ClusterView>> {
  const { value: workspace } = await workspaceBy(doors, actor, at.workspace);
  const view = await doors.read('cluster.find', { workspaceUid: workspace.uid, nameKey: nameKey(at.name) });
  const missing = new Fault('ClusterNotFound', { name: at.name, workspace: at.workspace });
  if (!view) throw missing;
  return found(view, 'cluster', view.row, missing);
}

export async function jobBy(
  doors: Reading,
  actor: Actor,
  at: { workspace: string; experiment: string; name: string },
): Promise<Found<JobView>> {
  const { value: experiment } = await experimentBy(doors, actor, { workspace: at.workspace, name: at.experiment });
  const view = await doors.read('job.find', { experimentUid: experiment.row.uid, nameKey: nameKey(at.name) });
  const missing = new Fault('JobNotFound', { name: at.name });
  if (!view) throw missing;
  return found(view, 'job', view.row, missing);
}

/** By identity. `missing` is said of one that is not there, or not there for the actor. */
export async function jobByUid(doors: Reading, uid: string, missing: Fault): Promise<Found<JobView>> {
  const view = await doors.read('job.get', { uid });
  if (!view) throw missing;
  return found(view, 'job', view.row, missing);
}

export async function nodeByUid(doors: Reading, uid: string, missing: Fault): Promise<Found<NodeView>> {
  const view = await doors.read('node.get', { uid });
  if (!view) throw missing;
  return found(view, 'node', view.row, missing);
}

function found<T>(value: T, kind: string, row: { name: string; workspaceUid: string }, missing: Fault): Found<T> {
  return { value, object: { kind, name: row.name, workspaceUid: row.workspaceUid }, missing };
}
