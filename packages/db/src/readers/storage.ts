import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { StorageAccountRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

export interface StorageAccountView {
  row: StorageAccountRow;
  /** References of the workspaces that may use it, as far as they are there and in the scope asked for; null: all. */
  workspaces: string[] | null;
}

/** `scope`: uid of the one workspace that whoever asks may know of. */
export interface StorageScope {
  scope: string | undefined;
}

/** One by name, when it is open to the scope. */
export function findStorageAccount(
  db: ReadDb,
  { nameKey, scope }: { nameKey: string } & StorageScope,
): StorageAccountView | null {
  const row = db.rows.where('storageAccount', { nameKey })[0];
  return row && isOpen(row, scope) ? accountView(db, row, scope) : null;
}

export function getStorageAccount(
  db: ReadDb,
  { uid, scope }: { uid: string } & StorageScope,
): StorageAccountView | null {
  const row = db.rows.get('storageAccount', uid);
  return row && isOpen(row, scope) ? accountView(db, row, scope) : null;
}

/** In the order of names. */
export function listStorageAccounts(db: ReadDb, input: PageInput & StorageScope): PageOf<StorageAccountView> {
  const open = 'workspaces IS NULL OR EXISTS (SELECT 1 FROM json_each(workspaces) WHERE value = ?)';
  const tail = `WHERE nameKey > ? AND (? IS NULL OR ${open}) ORDER BY nameKey LIMIT ?`;
  const scope = input.scope ?? null;
  const rows = db.rows.query('storageAccount', tail, [input.after ?? '', scope, scope, input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.nameKey,
    (row) => accountView(db, row, input.scope),
  );
}

function isOpen({ workspaces }: StorageAccountRow, scope: string | undefined): boolean {
  return scope === undefined || workspaces === null || workspaces.includes(scope);
}

function accountView(db: ReadDb, row: StorageAccountRow, scope: string | undefined): StorageAccountView {
  const uids = row.workspaces?.filter((uid) => scope === undefined || uid === scope);
  const named = uids?.flatMap((uid) => db.rows.get('workspace', uid) ?? []);
  return { row, workspaces: named?.map(formatWorkspaceRef) ?? null };
}
