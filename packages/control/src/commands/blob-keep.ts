import type { Command } from './command.ts';
import { installation } from './find.ts';

/**
 * Says which of these contents are not stored. Those that are count as stored now, so that nothing clears them away while whoever asked
 * sends the others and then submits.
 */
export const blobKeep: Command<'blob.keep'> = {
  verb: 'submit',
  locate: (_tx, { sha256 }) => installation(`${sha256.length} file contents`),
  run(tx, { sha256 }) {
    const keep = tx.connection.prepare('UPDATE blobs SET storedAt = ? WHERE sha256 = ?');
    return { missing: [...new Set(sha256)].filter((one) => keep.run(tx.now, one).changes === 0) };
  },
};
