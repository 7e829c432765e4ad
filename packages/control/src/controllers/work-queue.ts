import type { Clock } from '@trainyard/runtime/clock';

/** First wait after a failure, and the longest: a broken provisioner is asked once a minute, not in a loop. */
const firstMs = 500;
const mostMs = 60_000;

/**
 * Work by key: a key that is added while it is worked on is worked on once more, a failing one waits longer each time. At most
 * `parallel` keys at once, since each may start a process.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #work: (key: string) => Promise<void>;
  readonly #onError: (key: string, error: unknown) => void;
  readonly #parallel: number;
  readonly #pending = new Set<string>();
  readonly #active = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, () => void>();
  #stopped = false;

  constructor(
    clock: Clock,
    parallel: number,
    work: (key: string) => Promise<void>,
    onError: (key: string, error: unknown) => void,
  ) {
    this.#clock = clock;
    this.#parallel = parallel;
    this.#work = work;
    this.#onError = onError;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    this.#pending.add(key);
    this.#next();
  }

  /** Adds the key after `ms`; an earlier wait for it is replaced. */
  addAfter(key: string, ms: number): void {
    if (this.#stopped) return;
    this.#timers.get(key)?.();
    this.#timers.set(
      key,
      this.#clock.setTimeout(() => this.add(key), ms),
    );
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#pending.clear();
  }

  #next(): void {
    for (const key of this.#pending) {
      if (this.#active.size >= this.#parallel) return;
      if (this.#active.has(key)) continue;
      this.#pending.delete(key);
      this.#active.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#work(key);
      this.#failures.delete(key);
    } catch (error) {
      const count = this.#failures.get(key) ?? 0;
      this.#failures.set(key, count + 1);
      this.#onError(key, error);
      this.addAfter(key, Math.min(mostMs, firstMs * 2 ** Math.min(count, 16)));
    }
    this.#active.delete(key);
    if (!this.#stopped) this.#next();
  }
}
