import { reason } from '@trainyard/contracts/reasons';
import type { ScalingRecord } from '@trainyard/contracts/scaling';
import type { Text } from '@trainyard/contracts/texts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

interface Moment {
  seq: number;
  at: number;
  target: number | null;
  why: string | null;
  /** The event tells of a hindrance: JSON of its text, `null` when nothing hinders any more, SQL's null when it tells of none. */
  hindrance: string | null;
}

/** Only the cluster's own events are read, from the newest back; those of its nodes and jobs are not touched. */
const moments = `SELECT seq, at, changed ->> '$.targetNodes' AS target, changed -> '$.targetReason' AS why, changed -> '$.hindrance' AS hindrance
  FROM events WHERE uid = ? AND seq < ? AND (changed -> '$.targetNodes' IS NOT NULL OR changed -> '$.targetReason' IS NOT NULL
    OR (changed -> '$.hindrance' IS NOT NULL AND type <> 'cluster.created')) ORDER BY seq DESC LIMIT ?`;
const reasonBefore = `SELECT changed -> '$.targetReason' FROM events
  WHERE uid = ? AND seq < ? AND changed -> '$.targetReason' IS NOT NULL ORDER BY seq DESC LIMIT 1`;
/** A cluster's first event is its first size, unless that is none. */
const resizesUntil = `SELECT changed ->> '$.targetNodes' FROM events
  WHERE uid = ? AND seq < ? AND changed -> '$.targetNodes' IS NOT NULL ORDER BY seq`;
const nodesMade = `SELECT seq, type FROM events
  WHERE clusterUid = ? AND seq > ? AND type IN ('node.created', 'node.deleted') ORDER BY seq DESC`;

/**
 * When and why a cluster was resized, or was not, newest first; the key of a page is the event's seq. A hindrance that is told again and
 * again with other numbers, as each failed try of a provisioner, is one record: the newest.
 */
export function scalingOf(db: ReadDb, input: PageInput & { clusterUid: string }): PageOf<ScalingRecord> {
  const before = input.after === undefined ? Number.MAX_SAFE_INTEGER : Number(input.after);
  const rows = db.statement(moments).all(input.clusterUid, before, input.limit + 1) as Moment[];
  const page = pageOf(
    db,
    rows,
    input.limit,
    ({ seq }) => String(seq),
    (row) => row,
  );
  return { ...page, items: withoutRepeats(withSizes(db, input.clusterUid, page.items)) };
}

function withSizes(db: ReadDb, clusterUid: string, rows: readonly Moment[]): ScalingRecord[] {
  const oldest = rows.at(-1);
  if (!oldest) return [];
  const counts = nodesAt(db, clusterUid, rows);
  const sizes = db.statement(resizesUntil).pluck().all(clusterUid, oldest.seq).map(Number);
  let target = sizes.at(-1) ?? 0;
  let resized = sizes.filter((size, at) => size !== (sizes[at - 1] ?? 0)).length;
  // An event tells what changed only: two sizes in a row may have the same reason.
  let targetReason = textOf(db.statement(reasonBefore).pluck().get(clusterUid, oldest.seq));
  const records = [...rows].reverse().map((row): ScalingRecord => {
    const from = target;
    target = row.target ?? target;
    targetReason = row.why === null ? targetReason : textOf(row.why);
    const sized = row.target !== null || row.why !== null;
    const why = (sized ? targetReason : textOf(row.hindrance)) ?? reason('scaleFreeAgain');
    if (target !== from) resized += 1;
    const number = target === from ? null : resized;
    const waited = Array.isArray(why.params.jobs) ? why.params.jobs : [];
    return { seq: row.seq, number, at: row.at, from, to: target, current: counts.get(row.seq) ?? 0, why, waited };
  });
  return records.reverse();
}

function textOf(json: unknown): Text | null {
  return typeof json === 'string' ? JSON.parse(json) : null;
}

/** Nodes that were there at each moment: those of now, and backwards what came and went since. */
function nodesAt(db: ReadDb, clusterUid: string, rows: readonly Moment[]): Map<number, number> {
  let count = db.statement('SELECT count(*) FROM nodes WHERE clusterUid = ?').pluck().get(clusterUid) as number;
  const oldest = rows.at(-1)?.seq ?? 0;
  const later = db.statement(nodesMade).all(clusterUid, oldest) as { seq: number; type: string }[];
  const counts = new Map<number, number>();
  let at = 0;
  for (const { seq } of rows) {
    for (let one = later[at]; one && one.seq > seq; one = later[++at]) count += one.type === 'node.created' ? -1 : 1;
    counts.set(seq, count);
  }
  return counts;
}

function withoutRepeats(records: readonly ScalingRecord[]): ScalingRecord[] {
  return records.filter((record, at) => {
    const newer = records[at - 1];
    return !newer || newer.why.code !== record.why.code || newer.from !== newer.to || record.from !== record.to;
  });
}
