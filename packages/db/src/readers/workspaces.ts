import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { ExperimentRow, WorkspaceRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

/** The shortest reference of a workspace; its uid when it is gone. */
export function workspaceRefOf(db: ReadDb, uid: string): string {
  const row = db.statement('SELECT subscription, resourceGroup, name FROM workspaces WHERE uid = ?').get(uid);
  return row === undefined ? uid : formatWorkspaceRef(row as WorkspaceRow);
}

export function findWorkspace(db: ReadDb, { nameKey }: { nameKey: string }): WorkspaceRow | null {
  return db.rows.where('workspace', { nameKey })[0] ?? null;
}

export function getWorkspace(db: ReadDb, { uid }: { uid: string }): WorkspaceRow | null {
  return db.rows.get('workspace', uid) ?? null;
}

export interface WorkspacesInput extends PageInput {
  /** uid of the only one that may be seen. */
  scope: string | undefined;
  /** In whatever case. */
  subscription?: string | undefined;
  /** Of the subscription; in whatever case. */
  resourceGroup?: string | undefined;
}

/** All workspaces, those of a subscription or of a resource group of it, or of them the one that `scope` names. */
export function listWorkspaces(db: ReadDb, input: WorkspacesInput): PageOf<WorkspaceRow> {
  const { subscription, resourceGroup, scope } = input;
  const terms: [string, string | undefined][] = [
    ['AND uid = ?', scope],
    ['AND lower(subscription) = ?', subscription?.toLowerCase()],
    ['AND lower(resourceGroup) = ?', resourceGroup?.toLowerCase()],
  ];
  const asked = terms.filter(([, value]) => value !== undefined);
  const term = asked.map(([text]) => text).join(' ');
  const values = asked.map(([, value]) => value);
  const tail = `WHERE uid > ? ${term} ORDER BY uid LIMIT ?`;
  const rows = db.rows.query('workspace', tail, [input.after ?? '', ...values, input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => row,
  );
}

export interface ExperimentView {
  row: ExperimentRow;
  workspace: string;
}

export function findExperiment(db: ReadDb, input: { workspaceUid: string; nameKey: string }): ExperimentView | null {
  const { workspaceUid, nameKey } = input;
  const row = db.rows.where('experiment', { workspaceUid, nameKey })[0];
  return row ? { row, workspace: workspaceRefOf(db, workspaceUid) } : null;
}

export function listExperiments(db: ReadDb, input: PageInput & { workspaceUid: string }): PageOf<ExperimentView> {
  const tail = 'WHERE workspaceUid = ? AND uid > ? ORDER BY uid LIMIT ?';
  const rows = db.rows.query('experiment', tail, [input.workspaceUid, input.after ?? '', input.limit + 1]);
  const workspace = workspaceRefOf(db, input.workspaceUid);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => ({ row, workspace }),
  );
}
