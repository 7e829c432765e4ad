/** Questions to ask again because of events: gathered, so that a burst of events asks once. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** A quarter of a second: a person sees no delay, and 2,000 changes a second cost four questions. */
const gatherMs = 250;

export class Refresh {
  readonly #queries: QueryClient;
  readonly #wanted = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  /** Asks again soon for all that begins with this key; what nobody shows is only marked. */
  soon(key: QueryKey): void {
    this.#wanted.set(JSON.stringify(key), key);
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted.clear();
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
