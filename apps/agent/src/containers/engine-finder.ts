import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@trainyard/runtime/clock';
import { type Detected, detectEngine, type EngineSettings } from './detect.ts';

/** An engine that comes up after its agent is found by then; looking costs a program's start where one is installed and down. */
const lookAgainMs = 60_000;
/** An agent that was killed has five seconds until its node counts as lost: an engine that is slow to answer must not take them. */
const soonMs = 1_000;

export interface FinderOptions {
  settings: EngineSettings;
  /** Directory of the agent's own. */
  directory: string;
  clock: Clock;
  onProblem(what: string, error: unknown): void;
}

/** Looks for an engine once, and again while there is none. */
export class EngineFinder {
  readonly #options: FinderOptions;
  /** What an earlier agent found, until this one looked. */
  readonly #before: string | undefined;
  #detected: Detected | undefined;
  #detecting: Promise<Detected> | undefined;
  #cancelWatch: (() => void) | undefined;
  #closed = false;

  constructor(options: FinderOptions) {
    this.#options = options;
    this.#before = readKnown(join(options.directory, 'engine'));
  }

  /** What was found so far; undefined before the first look ended. */
  get detected(): Detected | undefined {
    return this.#detected;
  }

  /** What tasks can run in here, as a node tells it. */
  get executors(): string[] {
    const engine = this.#detected ? this.#detected.engine?.kind : this.#before;
    return engine === undefined ? ['process'] : ['process', engine];
  }

  /** Looks unless an engine was found. Answers whether one was now. */
  async detect(): Promise<boolean> {
    if (this.#detected?.engine) return false;
    const { settings, directory } = this.#options;
    this.#detecting ??= detectEngine(settings, directory).finally(() => {
      this.#detecting = undefined;
    });
    this.#detected = await this.#detecting;
    const { engine } = this.#detected;
    // The directory of a node that left must not come back.
    if (!this.#closed) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      writeFileSync(join(directory, 'engine'), engine?.kind ?? '', { mode: 0o600 });
    }
    return engine !== null;
  }

  /**
   * Looks without keeping the agent from the server: resolves once an engine is known, or after a second, and at once where an earlier agent
   * found one. `onLate` is called when it turns out otherwise only then, and when one comes up later.
   */
  async detectSoon(onLate: () => void): Promise<void> {
    const { clock } = this.#options;
    let told: string | undefined;
    const looking = this.detect().then(() => {
      if (told !== undefined && told !== this.executors.join() && !this.#closed) onLate();
    });
    looking.catch((error: unknown) => this.#complain(error));
    const soon = new Promise<void>((resolve) => clock.setTimeout(resolve, soonMs));
    if (this.#before === undefined) await Promise.race([looking.catch(() => {}), soon]);
    told = this.executors.join();
    this.watch(onLate);
  }

  /** Looks again every minute until there is an engine, and tells when it is found. */
  watch(onFound: () => void): void {
    const { settings, clock } = this.#options;
    if (this.#closed || this.#detected?.engine || settings.engine === 'none') return;
    this.#cancelWatch = clock.setTimeout(() => {
      this.detect().then(
        (found) => {
          if (found && !this.#closed) onFound();
          this.watch(onFound);
        },
        (error: unknown) => this.#complain(error),
      );
    }, lookAgainMs);
  }

  /** Looks by itself no more. */
  close(): void {
    this.#closed = true;
    this.#cancelWatch?.();
  }

  #complain(error: unknown): void {
    this.#options.onProblem('engines of containers could not be looked for', error);
  }
}

/** The engine that an earlier agent found; undefined without one. */
function readKnown(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined;
  } catch {
    return undefined;
  }
}
