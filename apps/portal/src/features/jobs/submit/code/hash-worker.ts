/** SHA-256 of files, piece by piece: a large one is never in memory as a whole, and the page stays quick. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

async function hashOf(file: Blob): Promise<string> {
  const hash = sha256.create();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytesToHex(hash.digest());
    hash.update(value);
  }
}

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  hashOf(data).then(
    (hash) => postMessage({ hash }),
    // A file that was changed or taken away since it was chosen.
    (error: unknown) => postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
