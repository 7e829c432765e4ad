import type { ReadDb } from './read-db.ts';

/** What the names of an attempt's log files are made of. */
export interface LogNames {
  attempt: number;
  /** When the attempt was made, ms since 1970: how old a log is to which nothing was written. */
  madeAt: number;
  /** True once nothing more is written. */
  isOver: boolean;
  tasks: { index: number; node: string; processes: { rank: number; log: string | null }[] }[];
}

const newest = 'SELECT attempts FROM units WHERE jobUid = ? AND "index" = ?';
const tasksOf = `SELECT "index", json_extract(plan, '$.names.node') AS node,
  (SELECT json_group_array(json_object('rank', json_extract(value, '$.rank'), 'log', json_extract(value, '$.log')))
    FROM json_each(plan, '$.processes')) AS processes
  FROM tasks WHERE jobUid = ? AND unit = ? AND attempt = ? ORDER BY "index"`;

/** Of one attempt of a unit, the newest unless given; null before any. Plans stay in the database: those of a large gang are many MiB. */
export function logNames(
  db: ReadDb,
  { jobUid, unit, attempt }: { jobUid: string; unit: number; attempt: number | undefined },
): LogNames | null {
  const number = attempt ?? (db.statement(newest).pluck().get(jobUid, unit) as number | undefined) ?? 0;
  const [row] = db.rows.where('attempt', { jobUid, unit, number });
  if (!row) return null;
  const tasks = db.statement(tasksOf).all(jobUid, unit, number) as { index: number; node: string; processes: string }[];
  return {
    attempt: number,
    madeAt: row.createdAt,
    isOver: row.endedAt !== null,
    tasks: tasks.map(({ index, node, processes }) => ({ index, node, processes: JSON.parse(processes) })),
  };
}
