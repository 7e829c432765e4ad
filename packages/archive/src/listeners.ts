/** Those who want to hear of something. */
export class Listeners<T> {
  readonly #all = new Set<{ tell: (event: T) => void }>();

  /** The returned function takes away this listener only. */
  add(tell: (event: T) => void): () => void {
    const entry = { tell };
    this.#all.add(entry);
    return () => void this.#all.delete(entry);
  }

  tell(event: T): void {
    for (const { tell } of this.#all) tell(event);
  }

  get size(): number {
    return this.#all.size;
  }
}
