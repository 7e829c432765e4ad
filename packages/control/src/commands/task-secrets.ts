import type { Fence } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import type { TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { openSecrets } from './secrets.ts';

/** The living task of a fence; an older or ended one is refused. */
export function liveTask(tx: Tx, { job, unit, attempt, task }: Fence): TaskRow {
  const row = tx.where('task', { jobUid: job, unit, attempt, index: task })[0];
  if (!row || row.phase === 'ended') throw new Fault('StaleAttempt', { attempt, job });
  return row;
}

/** Secret values for the node that runs the task, and for no other. */
export const taskSecrets: Command<'task.secrets'> = {
  verb: 'report',
  locate(tx, { fence }) {
    const { nodeUid, workspaceUid } = liveTask(tx, fence);
    return { kind: 'task', name: String(fence.task), workspaceUid, nodeUid };
  },
  run: (tx, { fence }, { vault }) => openSecrets(tx, vault, fence.job),
};
