import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import type { Tx } from '@trainyard/db/writer';
import { dropSecrets } from '../commands/secrets.ts';

/** Removes a job that is marked and over, with everything the database holds of it; the allocation ledger stays. */
export function purgeIfOver(tx: Tx, uid: string): void {
  const job = tx.get('job', uid);
  if (!job?.deleting || !isTerminal(jobMoves, job.state)) return;
  for (const one of tx.where('artifact', { jobUid: uid })) tx.remove('artifact', one.uid, 'artifact.deleted');
  for (const one of tx.where('task', { jobUid: uid })) tx.remove('task', one.uid, 'task.deleted');
  for (const one of tx.where('attempt', { jobUid: uid })) tx.remove('attempt', one.uid, 'attempt.deleted');
  for (const one of tx.where('unit', { jobUid: uid })) tx.remove('unit', one.uid, 'unit.deleted');
  for (const one of tx.where('preemption', { jobUid: uid })) tx.remove('preemption', one.uid, 'preemption.deleted');
  tx.remove('job', uid, 'job.deleted');
  dropSecrets(tx, uid);
}
