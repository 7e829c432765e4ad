/** The file operations that store something, as a port: tests fill the disk or break it at any of them. */
import { constants, type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';

/** A file open for writing at positions. Every method fails with Node's errors (`code` ENOSPC, EIO…). */
export interface ArchiveFile {
  /** Writes some of `bytes` and answers how many. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  /** fdatasync: the content and what is needed to read it back are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ArchiveFiles {
  /** Opens for writing; creates an empty file where there is none. Never follows a link. */
  open(path: string): Promise<ArchiveFile>;
  /** Creates a directory and its parents; answers the first one that was made, undefined when all were there. */
  makeDirectory(path: string): Promise<string | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
}

/** Owner only: logs and artifacts may hold what their job should not have printed. */
const fileMode = 0o600;
const directoryMode = 0o700;

export const diskFiles: ArchiveFiles = {
  async open(path) {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
    return diskFile(await open(path, flags, fileMode));
  },
  makeDirectory: (path) => mkdir(path, { recursive: true, mode: directoryMode }),
  rename: (from, to) => rename(from, to),
  async syncDirectory(path) {
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function diskFile(handle: FileHandle): ArchiveFile {
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** Writes all of `bytes`. */
export async function writeWhole(file: ArchiveFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const count = await file.write(bytes.subarray(done), position + done);
    // A write that neither fails nor writes would be repeated for ever.
    if (count === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    done += count;
  }
}

/** Creates `path` with its parents and makes their names durable. */
export async function ensureDirectory(files: ArchiveFiles, path: string): Promise<void> {
  const made = await files.makeDirectory(path);
  if (made === undefined) return;
  for (let at = path; ; at = dirname(at)) {
    await files.syncDirectory(dirname(at));
    if (at === made) return;
  }
}

const storageCodes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG']);

/** True when the disk refused: full, over quota, broken or read-only. */
export function isStorageError(error: unknown): boolean {
  return error instanceof Error && storageCodes.has((error as NodeJS.ErrnoException).code ?? '');
}

/** What a caller is told of an error while storing under `path`. */
export function storageFault(error: unknown, path: string): unknown {
  return isStorageError(error) ? new Fault('StorageFull', { path }) : error;
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}
