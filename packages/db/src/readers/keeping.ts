import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { JobRow, WorkspaceRow } from '../entities.ts';
import type { ReadDb } from './read-db.ts';

/** Owners of logs and series in the archive: jobs by uid, nodes as `node/UID`. */
export interface OwnersInput {
  owners: readonly string[];
}

const nodePrefix = 'node/';

/**
 * Of these owners, those whose logs or series are to be gone: an event says that the job or node was deleted, or the part removed. What
 * no event speaks of is nobody's to delete, such as the logs of jobs that a restored database does not know. What a node that is gone
 * sampled stays as long as the series of a job that ran there: its charts need both.
 */
export function goneOwners(db: ReadDb, { owners }: OwnersInput): { logs: string[]; series: string[] } {
  const logs: string[] = [];
  const series: string[] = [];
  const deleted = db.statement(
    "SELECT 1 FROM events WHERE uid = ? AND type IN ('job.deleted', 'node.deleted') LIMIT 1",
  );
  const stillAsked = db.statement(
    `SELECT 1 FROM allocations JOIN jobs ON jobs.uid = allocations.jobUid
      WHERE allocations.nodeUid = ? AND json_extract(jobs.pruned, '$.series') IS NULL LIMIT 1`,
  );
  for (const owner of owners) {
    const isNode = owner.startsWith(nodePrefix);
    const job = isNode ? undefined : db.rows.get('job', owner);
    const uid = isNode ? owner.slice(nodePrefix.length) : owner;
    const isDeleted = !job && deleted.get(uid) !== undefined;
    if (isDeleted || job?.pruned.logs) logs.push(owner);
    if ((isDeleted && !(isNode && stillAsked.get(uid))) || job?.pruned.series) series.push(owner);
  }
  return { logs, series };
}

/** Whose an owner is, and since when nothing is added to it (ms since 1970); null while something may be. */
export interface OwnerPlace {
  owner: string;
  workspaceUid: string;
  endedAt: number | null;
}

/** Where owners belong; those that are not there are left out. */
export function ownerPlaces(db: ReadDb, { owners }: OwnersInput): OwnerPlace[] {
  const job = db.statement('SELECT workspaceUid, endedAt FROM jobs WHERE uid = ?');
  const node = db.statement('SELECT workspaceUid, NULL AS endedAt FROM nodes WHERE uid = ?');
  return owners.flatMap((owner) => {
    const isNode = owner.startsWith(nodePrefix);
    const row = isNode ? node.get(owner.slice(nodePrefix.length)) : job.get(owner);
    return row === undefined ? [] : [{ owner, ...(row as Pick<JobRow, 'workspaceUid' | 'endedAt'>) }];
  });
}

/** Every workspace by uid and reference. */
export function workspaceRefs(db: ReadDb): { uid: string; ref: string }[] {
  const rows = db.statement('SELECT uid, subscription, resourceGroup, name FROM workspaces ORDER BY uid').all();
  return (rows as WorkspaceRow[]).map((row) => ({ uid: row.uid, ref: formatWorkspaceRef(row) }));
}

/** Bytes that the tables know of: outputs and files of jobs, each content once, and file servers. */
export function tabledSizes(
  db: ReadDb,
  { workspaceUid }: { workspaceUid: string },
): { outputs: number; blobs: number; fileServers: number } {
  const sum = (sql: string) => Number(db.statement(sql).pluck().get(workspaceUid));
  return {
    outputs: sum(
      'SELECT coalesce(sum(bytes), 0) FROM (SELECT DISTINCT sha256, bytes FROM artifacts WHERE workspaceUid = ?)',
    ),
    blobs: sum(
      `SELECT coalesce(sum(bytes), 0) FROM (SELECT DISTINCT blobs.sha256, blobs.bytes FROM jobs
         JOIN jobFiles ON jobFiles.jobUid = jobs.uid JOIN blobs ON blobs.sha256 = jobFiles.sha256 WHERE jobs.workspaceUid = ?)`,
    ),
    fileServers: sum('SELECT coalesce(sum(bytesUsed), 0) FROM fileServers WHERE workspaceUid = ?'),
  };
}

/** Of these contents, those that neither an artifact nor an upload for jobs names. */
export function unnamedContents(db: ReadDb, { sha256 }: { sha256: readonly string[] }): string[] {
  const named = db.statement(
    'SELECT 1 FROM artifacts WHERE sha256 = ? UNION ALL SELECT 1 FROM blobs WHERE sha256 = ? LIMIT 1',
  );
  return sha256.filter((one) => named.get(one, one) === undefined);
}
