import type { ReservationRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';
import { workspaceRefOf } from './workspaces.ts';

export interface ReservationView {
  row: ReservationRow;
  cluster: string;
  /** For whom; null for nobody. */
  workspace: string | null;
}

export function getReservation(db: ReadDb, { uid }: { uid: string }): ReservationView | null {
  const row = db.rows.get('reservation', uid);
  return row ? reservationView(db, row) : null;
}

/** By name in its cluster. */
export function findReservation(
  db: ReadDb,
  { clusterUid, nameKey }: { clusterUid: string; nameKey: string },
): ReservationView | null {
  const row = db.rows.where('reservation', { clusterUid, nameKey })[0];
  return row ? reservationView(db, row) : null;
}

export function listReservations(db: ReadDb, input: PageInput & { clusterUid: string }): PageOf<ReservationView> {
  const tail = 'WHERE clusterUid = ? AND uid > ? ORDER BY uid LIMIT ?';
  const rows = db.rows.query('reservation', tail, [input.clusterUid, input.after ?? '', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => reservationView(db, row),
  );
}

function reservationView(db: ReadDb, row: ReservationRow): ReservationView {
  return {
    row,
    cluster: db.rows.get('cluster', row.clusterUid)?.name ?? row.clusterUid,
    workspace: row.forUid === null ? null : workspaceRefOf(db, row.forUid),
  };
}
