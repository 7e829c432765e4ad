import type { LimitRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

export interface LimitView {
  row: LimitRow;
  /** null for `*`. */
  used: { cores: number; gpus: number; jobs: number; waiting: number } | null;
}

export function getLimit(db: ReadDb, { uid }: { uid: string }): LimitView | null {
  const row = db.rows.get('limit', uid);
  return row ? limitView(db, row) : null;
}

export function listLimits(db: ReadDb, input: PageInput): PageOf<LimitView> {
  const rows = db.rows.query('limit', 'WHERE uid > ? ORDER BY uid LIMIT ?', [input.after ?? '', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => limitView(db, row),
  );
}

/** Column of a job that says whose it is. */
const owner = { workspace: 'workspaceUid', user: 'createdBy' } as const;

function limitView(db: ReadDb, row: LimitRow): LimitView {
  if (row.key === '*') return { row, used: null };
  const column = `jobs.${owner[row.scope]}`;
  const held = db
    .statement(`SELECT total(cpus) AS cores, total(json_array_length(gpuIds)) AS gpus FROM allocations
      JOIN jobs ON jobs.uid = allocations.jobUid WHERE allocations."to" IS NULL AND ${column} = ?`)
    .get(row.key) as { cores: number; gpus: number };
  const running = db
    .statement(
      `SELECT count(*) FROM units JOIN jobs ON jobs.uid = units.jobUid WHERE units.state = 'running' AND ${column} = ?`,
    )
    .pluck()
    .get(row.key) as number;
  const waiting = db.statement('SELECT count FROM waitingJobs WHERE scope = ? AND key = ?').pluck();
  return {
    row,
    used: { ...held, jobs: running, waiting: (waiting.get(row.scope, row.key) as number | undefined) ?? 0 },
  };
}
