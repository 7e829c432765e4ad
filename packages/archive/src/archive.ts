/** The archive: log streams, series, blobs and uploads of one server, under one directory. */
import { join } from 'node:path';
import type { Clock } from '@trainyard/runtime/clock';
import { BlobStore } from './blobs/blob-store.ts';
import { UploadStore } from './blobs/upload-store.ts';
import { type ArchiveFiles, diskFiles, ensureDirectory, storageFault } from './files.ts';
import { LogArchive } from './logs/log-archive.ts';
import { SeriesArchive } from './series/series-archive.ts';

export interface ArchiveOptions {
  /** Directory of the archive; made when it is not there. One process at a time. */
  dir: string;
  clock: Clock;
  /** The disk, unless a test has another. */
  files?: ArchiveFiles;
}

export interface Archive {
  logs: LogArchive;
  series: SeriesArchive;
  blobs: BlobStore;
  uploads: UploadStore;
  /** Stores what is not stored yet and closes all files. */
  close(): Promise<void>;
}

/** Opens the archive. Throws StorageFull when the disk refuses. */
export async function openArchive({ dir, clock, files = diskFiles }: ArchiveOptions): Promise<Archive> {
  try {
    await ensureDirectory(files, dir);
    const logs = new LogArchive({ dir: join(dir, 'logs'), clock, files });
    const series = await SeriesArchive.open({ dir: join(dir, 'series'), clock, files });
    const blobs = await BlobStore.open(join(dir, 'blobs'), files);
    const uploads = await UploadStore.open(join(dir, 'uploads'), files, blobs);
    return { logs, series, blobs, uploads, close: () => closeAll(logs, series) };
  } catch (error) {
    throw storageFault(error, dir);
  }
}

/** Both, whether or not the first can. */
async function closeAll(logs: LogArchive, series: SeriesArchive): Promise<void> {
  const results = await Promise.allSettled([logs.close(), series.close()]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
