import type { Command } from './command.ts';
import { installation } from './find.ts';

/** Contents forgotten in one transaction: a few milliseconds. */
const collectedMost = 500;

/**
 * Forgets uploaded contents that were stored before a moment and that no job names; answers them, so that their bytes can go where no
 * artifact names them either. With `more` there are others.
 */
export const blobCollect: Command<'blob.collect'> = {
  verb: 'administer',
  locate: () => installation('file contents'),
  run(tx, { before }) {
    const { connection } = tx;
    const unnamed = connection
      .prepare(
        `SELECT sha256 FROM blobs WHERE storedAt < ? AND NOT EXISTS (SELECT 1 FROM jobFiles WHERE jobFiles.sha256 = blobs.sha256)
         ORDER BY storedAt LIMIT ?`,
      )
      .pluck()
      .all(before, collectedMost) as string[];
    const forget = connection.prepare('DELETE FROM blobs WHERE sha256 = ?');
    for (const sha256 of unnamed) forget.run(sha256);
    return { sha256: unnamed, more: unnamed.length === collectedMost };
  },
};
