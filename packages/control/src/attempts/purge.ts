import type { SubjectKind } from '@trainyard/contracts/events';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import type { Tx } from '@trainyard/db/writer';
import { dropSecrets } from '../commands/secrets.ts';
import { forgetKept } from './kept-parts.ts';

/** Objects removed in one transaction: more than most jobs have, and a few milliseconds of an array with a million. */
const removedMost = 2_000;

/** What a job owns, the innermost first. */
const owned = ['artifact', 'task', 'attempt', 'unit', 'preemption'] as const satisfies SubjectKind[];

/**
 * Removes a job that is marked and over, with everything the database holds of it; the allocation ledger stays. Of a large array
 * a part at a time: false when more is left, which the deletions controller goes on with.
 */
export function purgeIfOver(tx: Tx, uid: string): boolean {
  const job = tx.get('job', uid);
  if (!job?.deleting || !isTerminal(jobMoves, job.state)) return true;
  let left = removedMost;
  for (const kind of owned) {
    const some = tx.query(kind, 'WHERE jobUid = ? LIMIT ?', [uid, left]);
    for (const one of some) tx.remove(kind, one.uid, `${kind}.deleted`);
    left -= some.length;
    if (left === 0) return false;
  }
  tx.remove('job', uid, 'job.deleted');
  forgetKept(tx, job);
  dropSecrets(tx, uid);
  return true;
}
