import type { Command } from './command.ts';
import { installation } from './find.ts';

/**
 * Records why attempts failed. The first account stays: it was read from the same bytes. A job carries that of its newest attempt that
 * failed, and loses it when it goes well after all.
 */
export const attemptExplain: Command<'attempt.explain'> = {
  verb: 'administer',
  locate: () => installation('failures'),
  run(tx, { found }) {
    let count = 0;
    for (const { uid, failure } of found) {
      const attempt = tx.get('attempt', uid);
      if (!attempt || attempt.family !== null || attempt.phase !== 'ended') continue;
      const { family } = failure;
      tx.update('attempt', uid, { failure, family }, 'attempt.updated');
      count += 1;
      const job = tx.get('job', attempt.jobUid);
      // Shards that fail of one thing leave their job as it is.
      if (!job || job.state === 'succeeded' || job.family === family) continue;
      tx.update('job', job.uid, { failure, family }, 'job.updated');
    }
    return { count };
  },
};
