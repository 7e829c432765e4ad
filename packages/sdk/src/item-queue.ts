/** What a source gives, one item at a time to one reader, at the reader's pace. */

/** The source's side. */
export interface Sink<T> {
  /** Resolves once the reader has the last of them, or wants no more: a source that awaits it is never ahead by more than that. */
  put(items: readonly T[]): Promise<void>;
  /** Nothing comes after what was put. */
  end(): void;
  /** The same, and then the reader gets this error. */
  fail(error: unknown): void;
}

interface Lot<T> {
  items: readonly T[];
  at: number;
  taken(): void;
}

interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/**
 * An async iterator over a source that starts at the first `next()` and is stopped once: at its end, its error, the reader's `break`,
 * or the signal. No generator, because a generator's `return()` waits for the `next()` that is under way, which may be for ever.
 */
export class ItemQueue<T> implements AsyncIterableIterator<T, undefined> {
  private readonly start: (sink: Sink<T>) => () => void;
  private readonly signal: AbortSignal | undefined;
  private lots: Lot<T>[] = [];
  private readers: Reader<T>[] = [];
  private stop: (() => void) | undefined;
  private started = false;
  private over: { error?: unknown } | undefined;

  constructor(start: (sink: Sink<T>) => () => void, signal?: AbortSignal) {
    this.start = start;
    this.signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (!this.started) this.begin();
    return new Promise((resolve, reject) => {
      this.readers.push({ resolve, reject });
      this.serve();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.started = true;
    this.drop();
    this.finish({});
    return Promise.resolve({ done: true, value: undefined });
  }

  private begin(): void {
    this.started = true;
    if (this.signal?.aborted) {
      this.abort();
      return;
    }
    this.signal?.addEventListener('abort', this.abort);
    const stop = this.start({
      put: (items) => this.put(items),
      end: () => this.finish({}),
      fail: (error) => this.finish({ error }),
    });
    // A source may have ended while it started.
    if (this.over) stop();
    else this.stop = stop;
  }

  private readonly abort = (): void => {
    this.drop();
    this.finish({ error: this.signal?.reason });
  };

  private put(items: readonly T[]): Promise<void> {
    if (this.over || items.length === 0) return Promise.resolve();
    return new Promise((taken) => {
      this.lots.push({ items, at: 0, taken });
      this.serve();
    });
  }

  /** What waits is not wanted any more; its sources go on, and learn at once that they are stopped. */
  private drop(): void {
    for (const lot of this.lots.splice(0)) lot.taken();
  }

  private finish(over: { error?: unknown }): void {
    if (this.over) return;
    this.over = over;
    this.signal?.removeEventListener('abort', this.abort);
    this.stop?.();
    this.stop = undefined;
    this.serve();
  }

  private serve(): void {
    while (this.readers.length > 0) {
      const lot = this.lots[0];
      if (lot) {
        this.readers.shift()?.resolve({ done: false, value: lot.items[lot.at++] as T });
        if (lot.at < lot.items.length) continue;
        this.lots.shift();
        lot.taken();
      } else if (this.over && 'error' in this.over) {
        const { error } = this.over;
        // Told once; who asks again after an error is told the end.
        this.over = {};
        this.readers.shift()?.reject(error);
      } else if (this.over) this.readers.shift()?.resolve({ done: true, value: undefined });
      else return;
    }
  }
}
