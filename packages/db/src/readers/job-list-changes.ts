import type { ReadDb } from './read-db.ts';

/** How far a reader's own copy of what never changes of jobs has come. */
export interface Mark {
  /** The newest job in it, by its order of submission. */
  upTo: number;
  /** The newest deletion that it knows of. */
  gone: number;
}

/** Where a copy that is made now stands. */
export function markNow(db: ReadDb, workspaceUid: string): Mark {
  const sql = 'SELECT coalesce(max("order"), 0) FROM jobFacts WHERE workspaceUid = ?';
  return { upTo: db.statement(sql).pluck().get(workspaceUid) as number, gone: newestGone(db) };
}

const newestGone = (db: ReadDb): number =>
  db.statement('SELECT coalesce(max(id), 0) FROM jobsGone').pluck().get() as number;

/**
 * Jobs of a workspace that were deleted since, by their order of submission; null when so many were that the copy is to be made anew. A job's
 * order is higher than that of all before it, so what came since needs no such list.
 */
export function goneSince(db: ReadDb, workspaceUid: string, mark: Mark): Set<number> | null {
  if (newestGone(db) === mark.gone) return new Set();
  const oldest = db.statement('SELECT min(id) FROM jobsGone').pluck().get() as number;
  if (oldest > mark.gone + 1) return null;
  const sql = 'SELECT "order" FROM jobsGone WHERE id > ? AND workspaceUid = ?';
  return new Set(db.statement(sql).pluck().all(mark.gone, workspaceUid) as number[]);
}
