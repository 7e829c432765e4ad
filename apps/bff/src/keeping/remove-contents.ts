import type { Archive } from '@trainyard/archive/archive';
import type { Read } from '../threads/protocol.ts';

/** Contents asked about at once. */
const batch = 500;

/** Deletes those of these contents that nobody names; answers the bytes that this freed. */
export async function removeContents(
  { archive, read }: { archive: Pick<Archive, 'blobs'>; read: Read },
  sha256: readonly string[],
): Promise<number> {
  let freed = 0;
  for (let at = 0; at < sha256.length; at += batch) {
    for (const one of await read('blob.unnamed', { sha256: sha256.slice(at, at + batch) })) {
      // Asked once more in its turn: somebody may have stored and named the same content meanwhile.
      freed += await archive.blobs.removeUnless(
        one,
        async () => (await read('blob.unnamed', { sha256: [one] })).length === 0,
      );
    }
  }
  return freed;
}
