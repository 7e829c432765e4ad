import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { tasksOf } from './live.ts';

/** Asks every living task of an attempt to stop; the first reason given stands. */
export function stopTasks(tx: Tx, attempt: AttemptRow, why: Text): void {
  for (const task of tasksOf(tx, attempt)) {
    if (task.phase !== 'ended' && task.want === 'run') {
      tx.update('task', task.uid, { want: 'stop', wantReason: why }, 'task.updated');
    }
  }
  const unit = tx.where('unit', { jobUid: attempt.jobUid, index: attempt.unit })[0];
  // What it holds is about to come free: nobody need be pre-empted for it.
  if (unit) tx.update('unit', unit.uid, { stopping: true }, 'unit.updated');
}
