import type { ReadDb } from './read-db.ts';

/** A node that is there or was: what its first or last event tells. */
export interface OnceNode {
  uid: string;
  name: string;
  workspaceUid: string;
  clusterUid: string;
  /** ms since 1970; null: it is there. */
  deletedAt: number | null;
}

/** A node by identity, also one that is gone: events outlive their subject. Null when none ever had this uid. */
export function onceNode(db: ReadDb, { uid }: { uid: string }): { row: OnceNode } | null {
  const here = db.statement('SELECT uid, name, workspaceUid, clusterUid FROM nodes WHERE uid = ?').get(uid);
  if (here !== undefined) return { row: { ...(here as Omit<OnceNode, 'deletedAt'>), deletedAt: null } };
  const past = db
    .statement(
      `SELECT uid, path, workspaceUid, clusterUid, max(at) AS at FROM events
        WHERE uid = ? AND type = 'node.deleted' AND clusterUid IS NOT NULL AND workspaceUid IS NOT NULL`,
    )
    .get(uid) as { uid: string | null; path: string; workspaceUid: string; clusterUid: string; at: number };
  if (past.uid === null) return null;
  const { path, workspaceUid, clusterUid, at } = past;
  return { row: { uid, name: path.slice(path.lastIndexOf('/') + 1), workspaceUid, clusterUid, deletedAt: at } };
}

/** Most nodes that an answer about a cluster speaks of, the newest first: one that grows and shrinks by the hour has had many. */
export const clusterNodesMost = 20_000;

/** Uids of the nodes that a cluster had at some time between two moments (ms since 1970), also of those that are gone. */
export function nodesOfCluster(
  db: ReadDb,
  { clusterUid, from, to }: { clusterUid: string; from: number; to: number },
): string[] {
  return db
    .statement(
      `SELECT made.uid FROM events AS made
        WHERE made.clusterUid = ? AND made.type = 'node.created' AND made.at < ? AND NOT EXISTS (
          SELECT 1 FROM events AS gone WHERE gone.uid = made.uid AND gone.type = 'node.deleted' AND gone.at < ?)
        ORDER BY made.seq DESC LIMIT ?`,
    )
    .pluck()
    .all(clusterUid, to, from, clusterNodesMost) as string[];
}

/** When a job held something of a node (ms since 1970; `to` null: it does), from first to last; null: it never did. */
export function nodeOfJob(
  db: ReadDb,
  { jobUid, nodeUid }: { jobUid: string; nodeUid: string },
): { from: number; to: number | null } | null {
  const held = db
    .statement(
      `SELECT min("from") AS "from", CASE WHEN count("to") < count(*) THEN NULL ELSE max("to") END AS "to"
        FROM allocations WHERE nodeUid = ? AND jobUid = ?`,
    )
    .get(nodeUid, jobUid) as { from: number | null; to: number | null };
  return held.from === null ? null : { from: held.from, to: held.to };
}
