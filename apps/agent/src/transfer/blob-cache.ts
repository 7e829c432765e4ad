import { constants, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerFiles } from './server-files.ts';

/** Bytes of job files kept on a node for the next job: small beside any training machine's disk. */
const cacheBytes = 2 * 1024 ** 3;

/** Content of job files by hash, kept from job to job. A job gets its own copy, so that it may change it. */
export class BlobCache {
  readonly #directory: string;
  readonly #files: ServerFiles;
  readonly #loading = new Map<string, Promise<void>>();

  constructor(directory: string, files: ServerFiles) {
    this.#directory = directory;
    this.#files = files;
    mkdirSync(directory, { recursive: true });
  }

  /** Puts the content at `path`, which must not exist. */
  async place(sha256: string, path: string, signal: AbortSignal): Promise<void> {
    const cached = join(this.#directory, sha256);
    if (!existsSync(cached)) await this.#load(sha256, cached, signal);
    await copyFile(cached, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const now = new Date();
    utimesSync(cached, now, now);
  }

  /** Drops what was not used longest until the rest fits. Call when no task is being prepared. */
  prune(most = cacheBytes): void {
    const files = readdirSync(this.#directory)
      .map((name) => join(this.#directory, name))
      .map((path) => ({ path, stat: statSync(path, { throwIfNoEntry: false }) }))
      .flatMap(({ path, stat }) => (stat ? [{ path, bytes: stat.size, usedAt: stat.mtimeMs }] : []))
      .sort((a, b) => b.usedAt - a.usedAt);
    let total = 0;
    for (const { path, bytes } of files) {
      total += bytes;
      if (total > most) rmSync(path, { force: true });
    }
  }

  /** Two tasks that need the same content load it once; if the first is stopped, the second loads it itself. */
  async #load(sha256: string, cached: string, signal: AbortSignal): Promise<void> {
    const other = this.#loading.get(sha256);
    if (other) {
      await other.catch(() => {});
      if (existsSync(cached)) return;
    }
    const loading = this.#files.download(sha256, cached, signal);
    this.#loading.set(sha256, loading);
    try {
      await loading;
    } finally {
      this.#loading.delete(sha256);
    }
  }
}
