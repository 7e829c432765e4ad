/** Group commit of logs: makes appended bytes durable together, then says so. */
import type { StoredThrough } from '@trainyard/contracts/log-frame';
import type { Clock } from '@trainyard/runtime/clock';
import type { LogStream } from './log-stream.ts';

export const syncLimits = {
  /** Longest wait for an acknowledgement: an agent at 64 MB/s is held up by its 4 MiB window no longer than this. */
  delayMs: 50,
  /** The end of a stream is stored sooner: a job's exit waits for it. Still long enough to gather a gang's ranks. */
  endDelayMs: 1,
  /** Bytes that may wait: one agent's whole window. */
  bytes: 4 * 1024 * 1024,
  /** Streams that may wait, each with open files. */
  streams: 128,
  /** Streams synced at a time: half of the four threads that Node has for files, so that reads go on. */
  parallel: 2,
} as const;

export interface SyncerEvents {
  stored(acks: StoredThrough[]): void;
  /** The disk refused: the stream went back to what is stored (or is closed, when it could not). */
  lost(stream: LogStream, error: unknown): void;
}

export class LogSyncer {
  readonly #clock: Clock;
  readonly #events: SyncerEvents;
  #waiting = new Set<LogStream>();
  #bytes = 0;
  #dueAt = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(clock: Clock, events: SyncerEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Says that a stream has `bytes` more to store. */
  add(stream: LogStream, bytes: number, ended: boolean): void {
    this.#waiting.add(stream);
    this.#bytes += bytes;
    const full = this.#bytes >= syncLimits.bytes || this.#waiting.size >= syncLimits.streams;
    this.#schedule(full ? 0 : ended ? syncLimits.endDelayMs : syncLimits.delayMs);
  }

  #schedule(ms: number): void {
    const at = this.#clock.monotonic() + ms;
    if (at >= this.#dueAt) return;
    this.#cancel?.();
    this.#dueAt = at;
    this.#cancel = this.#clock.setTimeout(() => void this.flush(), ms);
  }

  /** Stores all that was added before. Never throws: what the disk refused is told through `lost`. */
  async flush(): Promise<void> {
    // Joins a round that runs, then does its own for what came since.
    while (this.#running !== undefined) await this.#running;
    if (this.#waiting.size === 0) return;
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #round(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#bytes = 0;
    const queue = [...this.#waiting];
    this.#waiting = new Set();
    const acks: StoredThrough[] = [];
    const work = async () => {
      for (let stream = queue.pop(); stream !== undefined; stream = queue.pop()) await this.#syncOne(stream, acks);
    };
    await Promise.all(Array.from({ length: syncLimits.parallel }, work));
    if (acks.length > 0) this.#events.stored(acks);
  }

  async #syncOne(stream: LogStream, acks: StoredThrough[]): Promise<void> {
    if (!stream.open) return;
    try {
      const { through } = await stream.sync();
      acks.push({ stream: stream.id, through });
    } catch (error) {
      this.#events.lost(stream, error);
    }
  }

  async close(): Promise<void> {
    await this.flush();
    this.#cancel?.();
  }
}
