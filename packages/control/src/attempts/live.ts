import type { AttemptRow, TaskRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/** The attempt of a unit that has not ended; there is at most one. */
export function liveAttempt(tx: Pick<Tx, 'query'>, jobUid: string, unit: number): AttemptRow | undefined {
  return tx.query('attempt', `WHERE jobUid = ? AND unit = ? AND phase <> 'ended'`, [jobUid, unit])[0];
}

/** The units of a job that are not over, by index: at most those that started and did not end, whatever an array counts. */
export function liveUnits(tx: Pick<Tx, 'query'>, jobUid: string): UnitRow[] {
  return tx.query('unit', `WHERE jobUid = ? AND state IN ('queued', 'running') ORDER BY "index"`, [jobUid]);
}

/** The attempts of a job that have not ended: one of a gang, any number of an array. */
export function liveAttempts(tx: Pick<Tx, 'query'>, jobUid: string): AttemptRow[] {
  return liveUnits(tx, jobUid).flatMap(({ state, index }) => {
    const attempt = state === 'running' ? liveAttempt(tx, jobUid, index) : undefined;
    return attempt ? [attempt] : [];
  });
}

/** The tasks of an attempt in their order. */
export function tasksOf(
  tx: Pick<Tx, 'where'>,
  { jobUid, unit, number }: Pick<AttemptRow, 'jobUid' | 'unit' | 'number'>,
): TaskRow[] {
  return tx.where('task', { jobUid, unit, attempt: number }, 'index');
}
