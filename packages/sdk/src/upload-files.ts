/** Ships local files to the server's blob store, each content once. Node only. */
import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { codeFilesMost } from '@trainyard/contracts/code-limits';
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

/** How far it is: first all files are read, then the contents that the server lacks are sent. */
export interface UploadProgress {
  phase: 'reading' | 'sending';
  files: number;
  ofFiles: number;
  bytes: number;
  /** 0 while it is not known yet. */
  ofBytes: number;
}

/** Four at a time fill a network without holding more than four files open. */
const uploadsAtOnce = 4;
/** A file that was written to while it was read is read again so often. */
const readsMost = 3;

interface Hashed {
  file: UploadSource;
  sha256: string;
  bytes: number;
  /** Of the local file when it was read. */
  state: string;
}

/**
 * Hashes every file, asks at once which contents the server lacks and sends those: what is there already, also of a run that was cut,
 * is not sent again. Answers in the order given. Throws the client's errors, the file system's, and Fault FileChanged.
 */
export async function uploadFiles(
  client: Client,
  files: readonly UploadSource[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
): Promise<UploadedFile[]> {
  const hashed = await hashAll(files, onProgress);
  /** Equal contents are sent once. */
  const contents = new Map(hashed.map((one) => [one.sha256, one]));
  const missing = await missingOf(client, [...contents.keys()]);
  const lacking = missing.flatMap((sha256) => contents.get(sha256) ?? []);
  const progress = counter('sending', lacking.length, onProgress);
  progress.total(lacking.reduce((sum, { bytes }) => sum + bytes, 0));
  await inParallel(lacking, uploadsAtOnce, async (one) => {
    await send(client, one);
    progress.done(one.bytes);
  });
  const uploaded: UploadedFile[] = [];
  for (const { file, sha256 } of hashed) {
    const executable = file.executable ?? (await isExecutable(file.source));
    uploaded.push({ path: file.path, sha256, executable });
  }
  return uploaded;
}

async function hashAll(
  files: readonly UploadSource[],
  onProgress: (progress: UploadProgress) => void,
): Promise<Hashed[]> {
  const hashed = new Array<Hashed>(files.length);
  const progress = counter('reading', files.length, onProgress);
  await inParallel(files, uploadsAtOnce, async (file, at) => {
    const found = await hashOf(file);
    hashed[at] = { file, ...found };
    progress.done(found.bytes);
  });
  return hashed;
}

async function missingOf(client: Client, sha256: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (let at = 0; at < sha256.length; at += codeFilesMost) {
    const body = { sha256: sha256.slice(at, at + codeFilesMost) };
    missing.push(...(await client.call('missingBlobs', { body })).missing);
  }
  return missing;
}

/** The server checks the hash: bytes that are others by now are not stored under it. */
async function send(client: Client, { file, sha256, state }: Hashed): Promise<void> {
  const { path, source } = file;
  try {
    const raw = typeof source === 'string' ? await openAsBlob(source) : source;
    await client.call('putBlob', { params: { sha256 } }, { raw });
  } catch (error) {
    const isOther = error instanceof Fault && error.code === 'HashMismatch';
    // A file that was written to meanwhile cannot be read any more, which looks like a cut.
    if (isOther || (typeof source === 'string' && (await stateOf(source)) !== state))
      throw new Fault('FileChanged', { path });
    throw error;
  }
}

async function hashOf({ path, source }: UploadSource): Promise<Omit<Hashed, 'file'>> {
  if (typeof source !== 'string') {
    return { sha256: createHash('sha256').update(source).digest('hex'), bytes: source.byteLength, state: '' };
  }
  for (let read = 0; read < readsMost; read++) {
    const state = await stateOf(source);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(source)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    if (state === (await stateOf(source))) return { sha256: hash.digest('hex'), bytes, state };
  }
  throw new Fault('FileChanged', { path });
}

/** Another one once the file was written to or replaced. */
async function stateOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino}/${size}/${mtimeNs}`;
}

async function isExecutable(source: UploadSource['source']): Promise<boolean> {
  return typeof source === 'string' && ((await stat(source)).mode & 0o111) !== 0;
}

function counter(phase: UploadProgress['phase'], ofFiles: number, tell: (progress: UploadProgress) => void) {
  const progress: UploadProgress = { phase, files: 0, ofFiles, bytes: 0, ofBytes: 0 };
  return {
    total(bytes: number): void {
      progress.ofBytes = bytes;
      tell({ ...progress });
    },
    done(bytes: number): void {
      progress.files += 1;
      progress.bytes += bytes;
      tell({ ...progress });
    },
  };
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
