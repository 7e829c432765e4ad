import { parseDuration } from '@trainyard/contracts/durations';
import { type Kept, kept } from '@trainyard/contracts/retention';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/** The rule of parts whose time the job itself set. */
export const ownRule = 'own';

/** Where a part of an ended job stands until it goes; undefined for one that is kept for ever by the job's own word. */
export function placeOf(job: JobRow, what: Kept): { rule: string; at: number } | undefined {
  const own = job.spec.retention?.[what];
  const endedAt = job.endedAt ?? 0;
  if (own === undefined) return { rule: job.workspaceUid, at: endedAt };
  const ms = parseDuration(own);
  return ms === undefined ? undefined : { rule: ownRule, at: endedAt + ms };
}

/** Writes down what a job that has just ended left. */
export function noteKept(tx: Tx, job: JobRow): void {
  const note = tx.connection.prepare('INSERT OR IGNORE INTO keptParts (rule, what, at, jobUid) VALUES (?, ?, ?, ?)');
  for (const what of kept) {
    const place = placeOf(job, what);
    if (place) note.run(place.rule, what, place.at, job.uid);
  }
}

/** Of a job that is gone nothing is kept. */
export function forgetKept(tx: Tx, job: JobRow): void {
  const forget = tx.connection.prepare('DELETE FROM keptParts WHERE rule = ? AND what = ? AND at = ? AND jobUid = ?');
  for (const what of kept) {
    const place = placeOf(job, what);
    if (place) forget.run(place.rule, what, place.at, job.uid);
  }
}
