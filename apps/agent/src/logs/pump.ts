import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fleetLimits } from '@trainyard/contracts/fleet';
import { type LogFrame, logFrameBytesMax, type StoredThrough } from '@trainyard/contracts/log-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { ReadRing } from './read-ring.ts';
import { Tail } from './tail.ts';

/** Where frames go: false means no room now, `room()` will be called. */
export type SendLog = (frame: LogFrame) => boolean;

/** How often unfinished streams are looked at should a file watch have missed a write. */
const lookMs = 250;

/**
 * Ships the bytes of log files exactly once: sends behind what the server has stored, keeps at most 4 MiB unacknowledged, and after
 * any cut goes on from the offsets of the next welcome. A child's write wakes it through inotify.
 */
export class LogPump {
  readonly #send: SendLog;
  readonly #clock: Clock;
  /** One for all tails, as the link has one limit for them: a buffer for each read would be more garbage than all else that an agent makes. */
  readonly #ring = new ReadRing();
  readonly #tails = new Map<string, Tail>();
  readonly #byPath = new Map<string, Tail>();
  readonly #watches = new Map<string, { watcher: FSWatcher | undefined; tails: number }>();
  readonly #waiting = new Map<Tail, (() => void)[]>();
  #connected = false;
  #scheduled = false;
  #cancelLook: (() => void) | undefined;
  /** Where the round goes on, so that one loud stream starves no other. */
  #turn = 0;
  /** What the server said at the welcome of streams that were added later. */
  #welcomed = new Map<string, number>();

  constructor(send: SendLog, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
  }

  /**
   * Ships the file at `path` as `stream`. `inode` is that of an earlier agent's journal; the answer is the one of now, undefined
   * when the file is not there or was replaced.
   */
  add(stream: string, path: string, inode?: string | null): string | undefined {
    const known = this.#tails.get(stream);
    if (known) {
      known.resting = false;
      known.dirty = true;
      this.#schedule();
      this.#lookLater();
      return known.pin();
    }
    const tail = new Tail(stream, path, this.#ring);
    tail.restart(this.#welcomed.get(stream) ?? 0);
    this.#tails.set(stream, tail);
    this.#byPath.set(path, tail);
    this.#watch(dirname(path));
    const pinned = tail.pin(inode);
    this.#schedule();
    this.#lookLater();
    return pinned;
  }

  /** Nothing is written to these streams for now, and more may be later: then they are added once more. */
  rest(streams: readonly string[]): void {
    for (const stream of streams) {
      const tail = this.#tails.get(stream);
      if (!tail) continue;
      tail.resting = true;
      tail.dirty = true;
    }
    this.#schedule();
  }

  /** Nothing more will be written to these streams. Resolves once the server has stored all of them through. */
  async finish(streams: readonly string[]): Promise<void> {
    const open = streams.map((stream) => this.#tails.get(stream)).filter((tail) => tail !== undefined);
    const drained = open.map(
      (tail) =>
        new Promise<void>((resolve) => {
          tail.finish();
          this.#waiting.set(tail, [...(this.#waiting.get(tail) ?? []), resolve]);
        }),
    );
    this.#run();
    await Promise.all(drained);
  }

  /** Forgets streams: the server does not want them any more. Whoever waits for them is let go. */
  remove(streams: readonly string[]): void {
    for (const stream of streams) {
      const tail = this.#tails.get(stream);
      if (!tail) continue;
      tail.close();
      this.#tails.delete(stream);
      this.#byPath.delete(tail.path);
      this.#unwatch(dirname(tail.path));
      this.#settle(tail);
    }
  }

  welcome(stored: readonly StoredThrough[]): void {
    this.#connected = true;
    this.#welcomed = new Map(stored.map(({ stream, through }) => [stream, through]));
    for (const tail of this.#tails.values()) tail.restart(this.#welcomed.get(tail.stream) ?? 0);
    this.#schedule();
  }

  cut(): void {
    this.#connected = false;
  }

  stored(stored: readonly StoredThrough[]): void {
    for (const { stream, through } of stored) {
      const tail = this.#tails.get(stream);
      tail?.acknowledge(through);
      if (tail?.drained) this.#settle(tail);
    }
    this.#schedule();
  }

  room(): void {
    this.#schedule();
  }

  close(): void {
    this.#cancelLook?.();
    for (const { watcher } of this.#watches.values()) watcher?.close();
    for (const tail of this.#tails.values()) tail.close();
  }

  /** Level-triggered: whatever woke us, all that may have bytes is looked at. */
  #run(): void {
    if (!this.#connected) return;
    const tails = [...this.#tails.values()];
    let unacknowledged = tails.reduce((sum, tail) => sum + tail.unacknowledged, 0);
    for (let idle = 0; idle < tails.length; this.#turn++) {
      const tail = tails[this.#turn % tails.length] as Tail;
      const most = Math.min(logFrameBytesMax, fleetLimits.unackedBytes - unacknowledged);
      if (most <= 0) return;
      const frame = tail.dirty ? tail.next(this.#clock.now(), most) : undefined;
      if (!frame) {
        idle++;
        continue;
      }
      if (!this.#send(frame)) return;
      idle = 0;
      unacknowledged += frame.bytes.byteLength;
      tail.sent(frame);
      if (tail.drained) this.#settle(tail);
    }
  }

  #schedule(): void {
    if (this.#scheduled || !this.#connected) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#run();
    });
  }

  #settle(tail: Tail): void {
    const waiting = this.#waiting.get(tail) ?? [];
    this.#waiting.delete(tail);
    for (const resolve of waiting) resolve();
  }

  #lookLater(): void {
    this.#cancelLook ??= this.#clock.setTimeout(() => {
      this.#cancelLook = undefined;
      const open = [...this.#tails.values()].filter((tail) => !tail.drained && !tail.resting);
      for (const tail of open) tail.dirty = true;
      if (open.length > 0) this.#lookLater();
      this.#run();
    }, lookMs);
  }

  #watch(directory: string): void {
    const known = this.#watches.get(directory);
    if (known) {
      known.tails++;
      return;
    }
    let watcher: FSWatcher | undefined;
    try {
      watcher = watch(directory, { persistent: false }, (_, name) => {
        const tail = name === null ? undefined : this.#byPath.get(join(directory, name));
        if (!tail) return;
        tail.dirty = true;
        this.#schedule();
      });
      watcher.on('error', () => watcher?.close());
    } catch {
      // Out of inotify watches: the look each 250 ms has to do.
    }
    this.#watches.set(directory, { watcher, tails: 1 });
  }

  #unwatch(directory: string): void {
    const known = this.#watches.get(directory);
    if (!known || --known.tails > 0) return;
    known.watcher?.close();
    this.#watches.delete(directory);
  }
}
