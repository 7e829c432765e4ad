import type { JobRow, PreemptionRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';
import { workspaceRefOf } from './workspaces.ts';

/** A job as a receipt names it. */
export interface PartyView {
  row: JobRow;
  workspace: string;
  experiment: string;
}

export interface PreemptionView {
  row: PreemptionRow;
  victim: PartyView;
  /** null when no job took the nodes, or when that job is deleted: `why` still names it. */
  taker: PartyView | null;
}

/** Receipts that name a job, as victim or as taker, newest first; the key of a page is their uid, which grows with time. */
export function preemptionsOf(db: ReadDb, input: PageInput & { jobUid: string }): PageOf<PreemptionView> {
  const tail = 'WHERE (jobUid = ? OR takerUid = ?) AND uid < ? ORDER BY uid DESC LIMIT ?';
  const { jobUid, after = '~', limit } = input;
  const rows = db.rows.query('preemption', tail, [jobUid, jobUid, after, limit + 1]);
  const page = pageOf(
    db,
    rows,
    limit,
    ({ uid }) => uid,
    (row) => row,
  );
  return { ...page, items: viewPreemptions(db, page.items) };
}

/** Receipts with the jobs that they name. */
export function viewPreemptions(db: ReadDb, rows: readonly PreemptionRow[]): PreemptionView[] {
  return rows.flatMap((row) => {
    const victim = party(db, row.jobUid);
    // Receipts go with their victim, so there is none without.
    if (!victim) return [];
    return [{ row, victim, taker: row.takerUid === null ? null : party(db, row.takerUid) }];
  });
}

function party(db: ReadDb, uid: string): PartyView | null {
  const row = db.rows.get('job', uid);
  if (!row) return null;
  const experiment = db.rows.get('experiment', row.experimentUid)?.name ?? row.experimentUid;
  return { row, workspace: workspaceRefOf(db, row.workspaceUid), experiment };
}
