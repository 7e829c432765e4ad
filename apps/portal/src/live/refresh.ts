/** Questions to ask again because of events: gathered, so that a burst of events asks once. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** A quarter of a second: a person sees no delay, and 2,000 changes a second cost four questions. */
const gatherMs = 250;

/** Answers that cost the server a search among many: a queue is read no faster than this. */
const seldomMs = 2_000;

export class Refresh {
  readonly #queries: QueryClient;
  readonly #wanted = new Map<string, QueryKey>();
  readonly #seldom = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seldomTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  /** Asks again soon for all that begins with this key; what nobody shows is only marked. */
  soon(key: QueryKey): void {
    this.#wanted.set(JSON.stringify(key), key);
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  /** The same for what is costly to answer: at once when it is quiet, else at most every two seconds. One that is on its way is let come. */
  seldom(key: QueryKey): void {
    this.#seldom.set(JSON.stringify(key), key);
    if (this.#seldomTimer === undefined) this.#pace(gatherMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#seldomTimer);
    this.#timer = undefined;
    this.#seldomTimer = undefined;
    this.#wanted.clear();
    this.#seldom.clear();
  }

  #pace(ms: number): void {
    this.#seldomTimer = setTimeout(() => this.#flushSeldom(), ms);
  }

  #flushSeldom(): void {
    this.#seldomTimer = undefined;
    const all = [...this.#seldom];
    if (all.length === 0) return;
    for (const [text, queryKey] of all) {
      // To ask anew while it is being answered would, among many events, mean never to be answered.
      if (this.#queries.isFetching({ queryKey }) > 0) continue;
      this.#seldom.delete(text);
      void this.#queries.invalidateQueries({ queryKey });
    }
    this.#pace(seldomMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const keys = [...this.#wanted.values()];
    this.#wanted.clear();
    for (const queryKey of keys) {
      // A question under way may have been answered before the event: it is asked again, not joined.
      void this.#queries.invalidateQueries({ queryKey }, { cancelRefetch: true });
    }
  }
}
