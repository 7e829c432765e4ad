import type { AttemptRow, TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/** The attempt of a unit that has not ended; there is at most one. */
export function liveAttempt(tx: Tx, jobUid: string, unit: number): AttemptRow | undefined {
  return tx.query('attempt', `WHERE jobUid = ? AND unit = ? AND phase <> 'ended'`, [jobUid, unit])[0];
}

/** The tasks of an attempt in their order. */
export function tasksOf(tx: Tx, { jobUid, unit, number }: Pick<AttemptRow, 'jobUid' | 'unit' | 'number'>): TaskRow[] {
  return tx.where('task', { jobUid, unit, attempt: number }, 'index');
}
