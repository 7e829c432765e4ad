/** Work that must not overlap takes turns: each starts when the one before has settled. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after all work given before; its failure is the caller's and stops nobody. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
