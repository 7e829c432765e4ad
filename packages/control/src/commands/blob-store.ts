import type { Command } from './command.ts';
import { installation } from './find.ts';

/** Records file content that is in the archive, for jobs to use. One that is known counts as stored now. */
export const blobStore: Command<'blob.store'> = {
  verb: 'submit',
  locate: (_tx, { sha256 }) => installation(`file content ${sha256}`),
  run(tx, { sha256, bytes }) {
    tx.connection
      .prepare(
        `INSERT INTO blobs (sha256, bytes, storedAt) VALUES (?, ?, ?)
         ON CONFLICT (sha256) DO UPDATE SET storedAt = excluded.storedAt`,
      )
      .run(sha256, bytes, tx.now);
    return { sha256 };
  },
};
