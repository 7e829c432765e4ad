import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { tasksOf } from './live.ts';

/**
 * Asks every living task of an attempt to stop; the first reason given stands. `grace` are ms between SIGTERM and SIGKILL, null
 * as the job says. The unit counts as stopping from now on: what it holds is about to come free.
 */
export function stopTasks(tx: Tx, attempt: AttemptRow, why: Text, grace: number | null = null): void {
  for (const task of tasksOf(tx, attempt)) {
    if (task.phase !== 'ended' && task.want === 'run') {
      tx.update('task', task.uid, { want: 'stop', wantReason: why, grace }, 'task.updated');
    }
  }
  const unit = tx.where('unit', { jobUid: attempt.jobUid, index: attempt.unit })[0];
  if (unit) tx.update('unit', unit.uid, { stopping: true }, 'unit.updated');
}
