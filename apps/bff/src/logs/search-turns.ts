/** How many questions about whole logs are answered at once: each keeps a core or two and the disk busy. */
import { Fault } from '@trainyard/contracts/errors';

export const searchLimits = {
  /** Of one person: a search, the overview of what is looked at and two downloads. */
  perActor: 4,
  /** Of the server: processes of their own, of which the machine runs some at a time. */
  perServer: 16,
  /** ms until a search is ended: at 500 MB/s it has seen 60 GB by then. */
  ms: 120_000,
} as const;

export class SearchTurns {
  readonly #of = new Map<string, number>();
  #running = 0;

  /** Takes a turn until the returned function is called. Throws TooManySearches or SearchesBusy. */
  take(actor: string): () => void {
    const own = this.#of.get(actor) ?? 0;
    if (own >= searchLimits.perActor) throw new Fault('TooManySearches', { limit: searchLimits.perActor, seconds: 1 });
    if (this.#running >= searchLimits.perServer) {
      throw new Fault('SearchesBusy', { limit: searchLimits.perServer, seconds: 1 });
    }
    this.#of.set(actor, own + 1);
    this.#running += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#running -= 1;
      const left = (this.#of.get(actor) ?? 1) - 1;
      if (left > 0) this.#of.set(actor, left);
      else this.#of.delete(actor);
    };
  }
}
