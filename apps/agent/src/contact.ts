import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fleetLimits } from '@trainyard/contracts/fleet';
import type { Clock } from '@trainyard/runtime/clock';

/** How often contact is noted on disk and looked at: small against the minute that counts. */
const lookMs = 5_000;

/**
 * Measures how long the server was silent, across restarts of the agent: tasks with `onLostContact: stop` must end in time, since the
 * server starts them elsewhere 5 s later.
 */
export class Contact {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #heardAt: () => number | undefined;
  readonly #onLost: () => void;
  /** Monotonic ms of the last contact of an earlier agent. */
  readonly #before: number;
  #cancel: (() => void) | undefined;

  /** `heardAt` is on the monotonic clock; `onLost` is called again and again while contact is lost. */
  constructor(nodeHome: string, clock: Clock, heardAt: () => number | undefined, onLost: () => void) {
    this.#file = join(nodeHome, 'contact');
    this.#clock = clock;
    this.#heardAt = heardAt;
    this.#onLost = onLost;
    const stat = statSync(this.#file, { throwIfNoEntry: false });
    this.#before = clock.monotonic() - (stat ? Math.max(0, clock.now() - stat.mtimeMs) : 0);
  }

  get silentMs(): number {
    return this.#clock.monotonic() - (this.#heardAt() ?? this.#before);
  }

  start(): void {
    this.#look();
  }

  /** Contact just came back: noted at once, for an agent that dies soon after. */
  heard(): void {
    this.#cancel?.();
    this.#look();
  }

  close(): void {
    this.#cancel?.();
  }

  #look(): void {
    const silent = this.silentMs;
    if (this.#heardAt() !== undefined) this.#note(this.#clock.now() - silent);
    const left = fleetLimits.stopTasksMs - silent;
    if (left <= 0) this.#onLost();
    this.#cancel = this.#clock.setTimeout(() => this.#look(), left > 0 ? Math.min(lookMs, left) : lookMs);
  }

  #note(at: number): void {
    try {
      utimesSync(this.#file, at / 1000, at / 1000);
    } catch {
      this.#create(at);
    }
  }

  #create(at: number): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(this.#file, '');
      utimesSync(this.#file, at / 1000, at / 1000);
    } catch {
      // A full disk: an agent that restarts now counts from its own start.
    }
  }
}
