/** Ships local files to the server's blob store, each content once. Node only. */
import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Fault } from '@trainyard/contracts/errors';
import type { Client } from './client.ts';

export interface UploadSource {
  /** Where the file lands, relative to the job's working directory. */
  path: string;
  /** A local file by its path, or the content itself. */
  source: string | Uint8Array<ArrayBuffer>;
  /** Default: as the local file is; content itself is not. */
  executable?: boolean;
}

/** An entry of a job's `files`. */
export interface UploadedFile {
  path: string;
  sha256: string;
  executable: boolean;
}

/** Four at a time fill a network without holding more than four files open. */
const uploadsAtOnce = 4;

/**
 * Hashes every file, asks which contents the server lacks and sends those. Answers in the order given. Throws the client's
 * errors, the file system's, and Fault HashMismatch when a file changed meanwhile.
 */
export async function uploadFiles(client: Client, files: readonly UploadSource[]): Promise<UploadedFile[]> {
  const uploaded = new Array<UploadedFile>(files.length);
  /** Equal contents are sent once: later ones wait for the first. */
  const sent = new Map<string, Promise<void>>();
  await inParallel(files, uploadsAtOnce, async (file, at) => {
    const sha256 = await hashOf(file.source);
    const sending = sent.get(sha256) ?? sendIfMissing(client, sha256, file.source);
    sent.set(sha256, sending);
    await sending;
    uploaded[at] = { path: file.path, sha256, executable: file.executable ?? (await isExecutable(file.source)) };
  });
  return uploaded;
}

async function sendIfMissing(client: Client, sha256: string, source: UploadSource['source']): Promise<void> {
  try {
    await client.call('hasBlob', { params: { sha256 } });
    return;
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'BlobNotFound')) throw error;
  }
  const raw = typeof source === 'string' ? await openAsBlob(source) : source;
  await client.call('putBlob', { params: { sha256 } }, { raw });
}

async function hashOf(source: UploadSource['source']): Promise<string> {
  const hash = createHash('sha256');
  if (typeof source !== 'string') return hash.update(source).digest('hex');
  for await (const chunk of createReadStream(source)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function isExecutable(source: UploadSource['source']): Promise<boolean> {
  return typeof source === 'string' && ((await stat(source)).mode & 0o111) !== 0;
}

/** Runs work on every item, `width` at a time; the first failure stops the start of more. */
async function inParallel<T>(items: readonly T[], width: number, work: (item: T, at: number) => Promise<void>) {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        await work(items[at] as T, at);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
