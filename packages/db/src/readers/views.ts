import type { ViewRow } from '../entities.ts';
import { lastSeq } from '../event-log.ts';
import type { ReadDb } from './read-db.ts';

/** Saved views of a workspace by name: at most as many as it may have. */
export function listViews(db: ReadDb, { workspaceUid }: { workspaceUid: string }): { items: ViewRow[]; seq: number } {
  return { items: db.rows.where('view', { workspaceUid }, 'nameKey'), seq: lastSeq(db.connection) };
}

export function findView(db: ReadDb, input: { workspaceUid: string; nameKey: string }): ViewRow | null {
  return db.rows.where('view', input)[0] ?? null;
}
