import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '@trainyard/runtime/clock';
import type { ShippedFile } from '../journal.ts';
import { type FoundFile, regularFiles } from './regular-files.ts';

export interface CheckpointPort {
  clock: Clock;
  /** Uploads one file; throws when the server refuses it. */
  upload(found: FoundFile): Promise<void>;
  /** Files that the server has already, from the journal or restored. */
  shipped: ShippedFile[];
  /** Called after each upload, with the time of the file. */
  onShipped(shipped: ShippedFile[], at: number): void;
  onProblem(why: string): void;
}

/** A file whose size and time stay the same this long counts as closed. */
const quietMs = 300;
/** How often a running task's directory is looked at when the file watch says nothing (files in subdirectories, for one). */
const lookMs = 2_000;
/** Only the newest files are kept: a restart needs the last state, not the history of it. */
export const checkpointsKept = 8;

const unfinished = /\.(tmp|part)$/;

/** Ships a task's checkpoints as they are closed, while it runs, so that a node that is lost loses little. */
export class CheckpointShipper {
  readonly #directory: string;
  readonly #port: CheckpointPort;
  readonly #seen = new Map<string, { bytes: number; mtimeMs: number; since: number }>();
  #watcher: FSWatcher | undefined;
  #cancel: (() => void) | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(directory: string, port: CheckpointPort) {
    this.#directory = directory;
    this.#port = port;
  }

  start(): void {
    try {
      this.#watcher = watch(this.#directory, { persistent: false }, () => this.#lookIn(quietMs));
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // The look each two seconds has to do.
    }
    this.#lookIn(quietMs);
  }

  /** Stops watching; `last` ships what is there now, closed or not, since nobody writes any more. */
  async stop(last: boolean): Promise<void> {
    this.#stopped = true;
    this.#watcher?.close();
    this.#cancel?.();
    await this.#working;
    if (last) await this.#ship(this.#candidates());
  }

  #lookIn(ms: number): void {
    const due = this.#port.clock.monotonic() + ms;
    if (this.#stopped || this.#dueAt <= due) return;
    this.#cancel?.();
    this.#dueAt = due;
    this.#cancel = this.#port.clock.setTimeout(() => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#working = this.#working.then(() => this.#look());
    }, ms);
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    const now = this.#port.clock.monotonic();
    const quiet: FoundFile[] = [];
    let moving = false;
    for (const found of this.#candidates()) {
      const seen = this.#seen.get(found.path);
      if (!seen || seen.bytes !== found.bytes || seen.mtimeMs !== found.mtimeMs) {
        this.#seen.set(found.path, { bytes: found.bytes, mtimeMs: found.mtimeMs, since: now });
        moving = true;
      } else if (now - seen.since >= quietMs) quiet.push(found);
      else moving = true;
    }
    await this.#ship(quiet);
    this.#lookIn(moving ? quietMs : lookMs);
  }

  /** The newest files that the server does not have as they are, oldest first. */
  #candidates(): FoundFile[] {
    const files = regularFiles(this.#directory).files.filter(({ path }) => !unfinished.test(path));
    const newest = files.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(0, checkpointsKept);
    return newest.reverse().filter((found) => !this.#isShipped(found));
  }

  #isShipped(found: FoundFile): boolean {
    return this.#port.shipped.some(
      (known) => known.path === found.path && known.bytes === found.bytes && known.mtimeMs === found.mtimeMs,
    );
  }

  async #ship(files: FoundFile[]): Promise<void> {
    for (const found of files) {
      try {
        await this.#port.upload(found);
      } catch (error) {
        this.#port.onProblem(`checkpoint ${found.path} was not stored: ${(error as Error).message}`);
        continue;
      }
      const { path, bytes, mtimeMs } = found;
      const others = this.#port.shipped.filter((known) => known.path !== path);
      this.#port.shipped = [...others, { path, bytes, mtimeMs }].slice(-checkpointsKept);
      this.#port.onShipped(this.#port.shipped, Math.round(mtimeMs));
    }
  }
}
