/** Names of files and directories that are not on the disk yet, for all streams of an archive. */
import { dirname } from 'node:path';
import { type ArchiveFiles, isMissing } from '../files.ts';

/**
 * Directories to sync before anything below them counts as stored. Shared by all streams: a job's streams lie in one directory, which
 * is then synced once for all of them, and a stream never counts on a directory that another one has only just made.
 */
export class NewNames {
  readonly #files: ArchiveFiles;
  readonly #waiting = new Set<string>();
  #running: Promise<void> | undefined;

  constructor(files: ArchiveFiles) {
    this.#files = files;
  }

  /** Says that a directory holds a new name. */
  add(directory: string): void {
    this.#waiting.add(directory);
  }

  /** Creates a directory with its parents. */
  async makeDirectory(path: string): Promise<void> {
    const made = await this.#files.makeDirectory(path);
    if (made === undefined) return;
    for (let at = path; ; at = dirname(at)) {
      this.add(dirname(at));
      if (at === made) return;
    }
  }

  /** Stores every name added before. Throws what the disk says; then the names wait on. */
  async flush(): Promise<void> {
    // Joins a round that runs, then does its own for what came since or failed.
    while (this.#running !== undefined) await this.#running.catch(() => undefined);
    if (this.#waiting.size === 0) return;
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #round(): Promise<void> {
    for (const directory of [...this.#waiting]) {
      // A name that comes during the sync may be missed by it.
      this.#waiting.delete(directory);
      try {
        await this.#files.syncDirectory(directory);
      } catch (error) {
        // Removed with all its streams: nothing is left to store.
        if (isMissing(error)) continue;
        this.#waiting.add(directory);
        throw error;
      }
    }
  }
}
