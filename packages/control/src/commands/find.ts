import { Fault } from '@trainyard/contracts/errors';
import { formatWorkspaceRef, nameKey } from '@trainyard/contracts/workspace-key';
import type {
  ClusterRow,
  ExperimentRow,
  FileServerRow,
  JobRow,
  NodeRow,
  StorageAccountRow,
  WorkspaceRow,
} from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { PolicyObject } from '../policies/decide.ts';

/** Rows by uid or the refusal that names what is missing. */
export function workspaceOf(tx: Tx, uid: string): WorkspaceRow {
  const row = tx.get('workspace', uid);
  if (!row) throw new Fault('WorkspaceNotFound', { name: uid });
  return row;
}

export function experimentOf(tx: Tx, uid: string): ExperimentRow {
  const row = tx.get('experiment', uid);
  if (!row) throw new Fault('ExperimentNotFound', { name: uid, workspace: '?' });
  return row;
}

export function clusterOf(tx: Tx, uid: string): ClusterRow {
  const row = tx.get('cluster', uid);
  if (!row) throw new Fault('ClusterNotFound', { name: uid, workspace: '?' });
  return row;
}

export function jobOf(tx: Tx, uid: string): JobRow {
  const row = tx.get('job', uid);
  if (!row) throw new Fault('JobNotFound', { name: uid });
  return row;
}

export function nodeOf(tx: Tx, uid: string): NodeRow {
  const row = tx.get('node', uid);
  if (!row) throw new Fault('NodeNotFound', { name: uid });
  return row;
}

export function storageAccountOf(tx: Tx, uid: string): StorageAccountRow {
  const row = tx.get('storageAccount', uid);
  if (!row) throw new Fault('StorageAccountNotFound', { name: uid });
  return row;
}

export function fileServerOf(tx: Tx, uid: string): FileServerRow {
  const row = tx.get('fileServer', uid);
  if (!row) throw new Fault('FileServerNotFound', { name: uid, workspace: '?' });
  return row;
}

/** A cluster by name in a workspace. */
export function clusterNamed(tx: Tx, workspace: WorkspaceRow, name: string): ClusterRow {
  const row = tx.where('cluster', { workspaceUid: workspace.uid, nameKey: nameKey(name) })[0];
  if (!row) throw new Fault('ClusterNotFound', { name, workspace: formatWorkspaceRef(workspace) });
  return row;
}

/** Refuses a parent that is on its way out. */
export function mustStay(kind: string, row: { name: string; state: string }): void {
  if (row.state === 'deleting') throw new Fault('BeingDeleted', { kind, name: row.name });
}

/** A row as the policy sees it. */
export function asObject(kind: string, row: { name: string; workspaceUid: string }): PolicyObject {
  return { kind, name: row.name, workspaceUid: row.workspaceUid };
}

/** What belongs to the whole installation. */
export function installation(name: string): PolicyObject {
  return { kind: 'installation', name, workspaceUid: null };
}
