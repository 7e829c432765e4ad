import type { LimitRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

export interface LimitView {
  row: LimitRow;
  /** null for `*`. */
  used: { cores: number; gpus: number; jobs: number; waiting: number } | null;
}

export function getLimit(db: ReadDb, { uid }: { uid: string }): LimitView | null {
  const row = db.rows.get('limit', uid);
  return row ? limitView(row, usesOf(db)) : null;
}

export function listLimits(db: ReadDb, input: PageInput): PageOf<LimitView> {
  const rows = db.rows.query('limit', 'WHERE uid > ? ORDER BY uid LIMIT ?', [input.after ?? '', input.limit + 1]);
  const uses = usesOf(db);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => limitView(row, uses),
  );
}

type Use = NonNullable<LimitView['used']>;

function limitView(row: LimitRow, uses: ReadonlyMap<string, Use>): LimitView {
  if (row.key === '*') return { row, used: null };
  return { row, used: uses.get(`${row.scope}/${row.key}`) ?? { cores: 0, gpus: 0, jobs: 0, waiting: 0 } };
}

const held = `SELECT jobs.workspaceUid AS workspace, jobs.createdBy AS user, total(cpus) AS cores, total(json_array_length(gpuIds)) AS gpus
  FROM allocations JOIN jobs ON jobs.uid = allocations.jobUid WHERE allocations."to" IS NULL GROUP BY 1, 2`;
/** Named twice so that the index of live units serves it. */
const running = `SELECT jobs.workspaceUid AS workspace, jobs.createdBy AS user, count(*) AS jobs
  FROM units JOIN jobs ON jobs.uid = units.jobUid WHERE units.state = 'running' AND units.state IN ('queued', 'running') GROUP BY 1, 2`;

/** What everybody uses, by `scope/key`: what is held is read once, however many limits are asked about. */
function usesOf(db: ReadDb): Map<string, Use> {
  const uses = new Map<string, Use>();
  const add = (key: string, more: Partial<Use>): void => {
    const use = uses.get(key) ?? { cores: 0, gpus: 0, jobs: 0, waiting: 0 };
    for (const what of ['cores', 'gpus', 'jobs', 'waiting'] as const) use[what] += more[what] ?? 0;
    uses.set(key, use);
  };
  for (const sql of [held, running]) {
    for (const { workspace, user, ...more } of db.statement(sql).all() as (Partial<Use> & Owner)[]) {
      add(`workspace/${workspace}`, more);
      add(`user/${user}`, more);
    }
  }
  const waiting = db.statement('SELECT scope, key, count FROM waitingJobs').all();
  for (const { scope, key, count } of waiting as { scope: string; key: string; count: number }[])
    add(`${scope}/${key}`, { waiting: count });
  return uses;
}

interface Owner {
  workspace: string;
  user: string;
}
