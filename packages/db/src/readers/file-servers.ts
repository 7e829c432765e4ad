import type { FileServerRow } from '../entities.ts';
import { type FileServerMounter, mountersOf } from '../file-server-mounts.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';
import { workspaceRefOf } from './workspaces.ts';

export interface FileServerView {
  row: FileServerRow;
  workspace: string;
  /** What mounts it now, of whatever workspace. */
  mountedBy: FileServerMounter[];
}

export function findFileServer(db: ReadDb, input: { workspaceUid: string; nameKey: string }): FileServerView | null {
  const row = db.rows.where('fileServer', input)[0];
  return row ? fileServerView(db, row) : null;
}

export function getFileServer(db: ReadDb, { uid }: { uid: string }): FileServerView | null {
  const row = db.rows.get('fileServer', uid);
  return row ? fileServerView(db, row) : null;
}

export function listFileServers(db: ReadDb, input: PageInput & { workspaceUid: string }): PageOf<FileServerView> {
  const tail = 'WHERE workspaceUid = ? AND uid > ? ORDER BY uid LIMIT ?';
  const rows = db.rows.query('fileServer', tail, [input.workspaceUid, input.after ?? '', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => fileServerView(db, row),
  );
}

function fileServerView(db: ReadDb, row: FileServerRow): FileServerView {
  return { row, workspace: workspaceRefOf(db, row.workspaceUid), mountedBy: mountersOf(db.rows, row) };
}
