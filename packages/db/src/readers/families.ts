import type { Failure } from '@trainyard/contracts/failure';
import type { AttemptRow, JobRow, TaskRow } from '../entities.ts';
import { lastSeq } from '../event-log.ts';
import type { ReadDb } from './read-db.ts';

/** A failed attempt as families are made of it. */
export interface FailedAttempt {
  uid: string;
  jobUid: string;
  unit: number;
  number: number;
  endedAt: number;
  exitCode: number | null;
  failure: Failure;
}

/** A job of a family, and what went well later on its line: a job of the same experiment whose name goes on as its own does. */
export interface FamilyJob {
  row: JobRow;
  experiment: string;
  nodes: string[];
  later: { row: JobRow; nodes: string[] } | null;
}

export interface FamilyView {
  id: string;
  /** Newest first, at most {@link attemptsMost}. */
  attempts: FailedAttempt[];
  count: number;
  jobs: number;
  firstAt: number;
  lastAt: number;
  /** The newest of its jobs, at most {@link linesMost}. */
  lines: FamilyJob[];
}

/** Attempts of a family that are looked at for where they failed and how: beyond, shares hardly change. */
const attemptsMost = 1_000;
/** Jobs of a family whose lines are looked at for a cure. */
const linesMost = 12;

interface Sum {
  family: string;
  count: number;
  jobs: number;
  firstAt: number;
  lastAt: number;
}

/** Families with a failure since then, the newest first; each from one read of an index. */
export function listFamilies(
  db: ReadDb,
  { workspaceUid, since, limit }: { workspaceUid: string; since: number; limit: number },
): { items: FamilyView[]; ranOn: number; nodes: Record<string, string>; next: null; seq: number } {
  const sums = db
    .statement(
      `SELECT family, count(*) AS count, count(DISTINCT jobUid) AS jobs, min(endedAt) AS firstAt, max(endedAt) AS lastAt FROM attempts
       WHERE workspaceUid = ? AND family IS NOT NULL AND endedAt >= ? GROUP BY family ORDER BY lastAt DESC LIMIT ?`,
    )
    .all(workspaceUid, since, limit) as Sum[];
  const items = sums.map(({ family: id, ...sum }) => {
    const attempts = newestOf(db, workspaceUid, since, id);
    return { id, ...sum, attempts, lines: linesOf(db, attempts) };
  });
  const names = [...new Set(items.flatMap(({ attempts }) => attempts.map(({ failure }) => failure.node ?? '')))];
  return {
    items,
    ranOn: nodesUsed(db, workspaceUid),
    nodes: clustersOf(db, names),
    next: null,
    seq: lastSeq(db.connection),
  };
}

function newestOf(db: ReadDb, workspaceUid: string, since: number, family: string): FailedAttempt[] {
  const sql = `SELECT uid, jobUid, unit, number, endedAt, exitCode, failure FROM attempts
    WHERE workspaceUid = ? AND endedAt >= ? AND family = ? ORDER BY endedAt DESC LIMIT ${attemptsMost}`;
  const rows = db.statement(sql).all(workspaceUid, since, family) as (Omit<FailedAttempt, 'failure'> & {
    failure: string;
  })[];
  return rows.map((row) => ({ ...row, failure: JSON.parse(row.failure) as Failure }));
}

/** Nodes that tasks of a workspace ran on lately: where there was only one, none stands out. */
function nodesUsed(db: ReadDb, workspaceUid: string): number {
  const sql = `SELECT count(DISTINCT nodeUid) FROM (SELECT nodeUid FROM allocations WHERE workspaceUid = ? ORDER BY uid DESC LIMIT 2000)`;
  return Number((db.statement(sql).pluck().get(workspaceUid) as number | undefined) ?? 0);
}

/** Names of the clusters of nodes that are there, by the name of the node. */
function clustersOf(db: ReadDb, names: readonly string[]): Record<string, string> {
  const sql = `SELECT clusters.name FROM nodes JOIN clusters ON clusters.uid = nodes.clusterUid WHERE nodes.name = ? LIMIT 1`;
  const found = names.map((name) => [name, db.statement(sql).pluck().get(name) as string | undefined] as const);
  return Object.fromEntries(found.flatMap(([name, cluster]) => (cluster === undefined ? [] : [[name, cluster]])));
}

function linesOf(db: ReadDb, attempts: readonly FailedAttempt[]): FamilyJob[] {
  const uids = [...new Set(attempts.map(({ jobUid }) => jobUid))].slice(0, linesMost);
  return uids.flatMap((uid) => {
    const row = db.rows.get('job', uid);
    if (!row) return [];
    const name = db.statement('SELECT name FROM experiments WHERE uid = ?').pluck().get(row.experimentUid);
    const later = laterOf(db, row);
    return [
      {
        row,
        experiment: String(name ?? row.experimentUid),
        nodes: nodesOf(db, uid),
        later: later === undefined ? null : { row: later, nodes: nodesOf(db, later.uid) },
      },
    ];
  });
}

/** What the names of a line of jobs have in common: `train` of `train-2` and `train-r3`. */
export const lineOf = (nameKey: string): string => nameKey.replace(/[-_.]?(r|run|v|try)?[-_.]?\d+$/, '') || nameKey;

/** What went well after it: submitted again from it, by the index jobsByOrigin, or the first later one of its line. */
function laterOf(db: ReadDb, job: JobRow): JobRow | undefined {
  return copyOf(db, job) ?? sameLine(db, job);
}

/** Times that a copy of a copy is followed. */
const copiesMost = 8;

function copyOf(db: ReadDb, { uid }: JobRow): JobRow | undefined {
  let origins = [uid];
  for (let round = 0; round < copiesMost && origins.length > 0; round++) {
    const copies = origins.flatMap((origin) =>
      db.rows.query(
        'job',
        `WHERE json_extract(resubmittedFrom, '$.uid') = ? AND resubmittedFrom IS NOT NULL LIMIT 20`,
        [origin],
      ),
    );
    const well = copies.find(({ state }) => state === 'succeeded');
    if (well) return well;
    origins = copies.map((copy) => copy.uid);
  }
  return undefined;
}

function sameLine(db: ReadDb, { workspaceUid, experimentUid, nameKey, order }: JobRow): JobRow | undefined {
  const line = lineOf(nameKey);
  const sql = `SELECT jobUid, nameKey FROM jobFacts WHERE workspaceUid = ? AND experimentUid = ? AND nameKey >= ? AND nameKey < ?
    AND state = 'succeeded' AND "order" > ? ORDER BY "order" LIMIT 20`;
  const found = db.statement(sql).all(workspaceUid, experimentUid, line, `${line}\u{10ffff}`, order) as {
    jobUid: string;
    nameKey: string;
  }[];
  const first = found.find((one) => lineOf(one.nameKey) === line);
  return first && db.rows.get('job', first.jobUid);
}

/** Names of the nodes of the newest attempt of a job's first unit. */
function nodesOf(db: ReadDb, jobUid: string): string[] {
  const sql = `SELECT DISTINCT nodes.name FROM tasks JOIN nodes ON nodes.uid = tasks.nodeUid
    WHERE tasks.jobUid = ? AND tasks.unit = 0 ORDER BY tasks.attempt DESC LIMIT 64`;
  return db.statement(sql).pluck().all(jobUid) as string[];
}

/** What is to be known of a failed attempt to tell why it failed. */
export interface UnreadFailure {
  attempt: AttemptRow;
  job: Pick<JobRow, 'uid' | 'pruned'>;
  tasks: Pick<TaskRow, 'index' | 'nodeUid' | 'outcome' | 'exitCode' | 'reason' | 'plan'>[];
}

/** Failed attempts that nobody has looked at yet, the newest first. */
export function unreadFailures(db: ReadDb, { limit }: { limit: number }): UnreadFailure[] {
  const tail = `WHERE family IS NULL AND outcome IN ('failed', 'lost') ORDER BY endedAt DESC LIMIT ?`;
  return db.rows.query('attempt', tail, [limit]).flatMap((attempt) => {
    const { jobUid, unit, number } = attempt;
    const job = db.rows.get('job', jobUid);
    if (!job) return [];
    const tasks = db.rows.query('task', 'WHERE jobUid = ? AND unit = ? AND attempt = ? ORDER BY "index" LIMIT 1024', [
      jobUid,
      unit,
      number,
    ]);
    return [{ attempt, job: { uid: job.uid, pruned: job.pruned }, tasks }];
  });
}
