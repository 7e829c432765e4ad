/** Files from this computer for a job: stored by their SHA-256, once. */
import { Fault } from '@trainyard/contracts/errors';
import { client } from '../../../live/client.ts';

/** A file is read whole to be hashed: more than this belongs on a volume, not in a job. */
export const fileBytesMost = 100 * 1024 * 1024;
/** What the contract takes as text in place. */
const textBytesMost = 64 * 1024;

export interface JobFileEntry {
  path: string;
  sha256?: string;
  text?: string;
}

/** Stores a file's content unless it is there, and answers its entry. Throws Fault, ConnectionError, or Error where this browser cannot hash. */
export async function uploadFile(file: File): Promise<JobFileEntry> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Browsers hash only on pages that came over TLS or from this computer.
  if (crypto.subtle === undefined) return { path: file.name, text: asText(bytes) };
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!(await isStored(sha256))) await client.call('putBlob', { params: { sha256 } }, { raw: bytes });
  return { path: file.name, sha256 };
}

async function isStored(sha256: string): Promise<boolean> {
  try {
    await client.call('hasBlob', { params: { sha256 } });
    return true;
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return false;
    throw error;
  }
}

/** Throws BodyTooLarge beyond what may stand in place, TypeError when the bytes are no text. */
function asText(bytes: Uint8Array): string {
  if (bytes.length > textBytesMost) throw new Fault('BodyTooLarge', { limit: textBytesMost });
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
