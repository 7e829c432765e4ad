import { Fault } from '@trainyard/contracts/errors';
import type { JobFile } from '@trainyard/contracts/job';
import type { Tx } from '@trainyard/db/writer';

/** 512 MiB, unless the installation says otherwise: all nodes of a job fetch its files before it starts. */
export const codeBytesMost = 512 * 1024 * 1024;

/**
 * Refuses files whose content is not stored, and more than a job may ship: every path counts, since each becomes a file on every node.
 * In the transaction that names them, so that what is found here stays. Throws BlobNotFound, CodeTooLarge.
 */
export function mustShip(tx: Tx, files: readonly JobFile[], most = codeBytesMost): void {
  if (files.length === 0) return;
  const find = tx.connection.prepare('SELECT bytes FROM blobs WHERE sha256 = ?').pluck();
  let bytes = 0;
  for (const { sha256, text = '' } of files) {
    if (sha256 === undefined) {
      // In UTF-8 a character of JavaScript is at most three bytes: near enough for text in place.
      bytes += text.length;
      continue;
    }
    const stored = find.get(sha256) as number | undefined;
    if (stored === undefined) throw new Fault('BlobNotFound', { sha256 });
    bytes += stored;
  }
  if (bytes > most) throw new Fault('CodeTooLarge', { bytes, limit: most });
}
