/** Which item of a menu a key leads to. */

/** ms within which letters are one beginning of a word. */
const togetherMs = 500;

const wayOf: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at <= 0 ? count : at) - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export class MenuKeys {
  #typed = '';
  #typedAt = Number.NEGATIVE_INFINITY;

  /** A menu opens: what was typed in the one before is none of its own. */
  begin(): void {
    this.#typedAt = Number.NEGATIVE_INFINITY;
  }

  /** The place of the item that `key` leads to from place `at` (-1: none has the focus); undefined when it leads nowhere. */
  read(key: string, at: number, words: readonly string[], nowMs: number): number | undefined {
    if (words.length === 0) return undefined;
    const way = wayOf[key];
    if (way !== undefined) return way(at, words.length);
    if ([...key].length !== 1 || key === ' ') return undefined;
    this.#typed = nowMs - this.#typedAt > togetherMs ? key : this.#typed + key;
    this.#typedAt = nowMs;
    return this.#begins(at, words);
  }

  /** One letter again and again goes through all that begin with it; more of a word stays where it is as long as that fits. */
  #begins(at: number, words: readonly string[]): number | undefined {
    const letters = this.#typed.toLowerCase();
    const again = [...letters].every((one) => one === letters[0]);
    const sought = again ? letters.slice(0, 1) : letters;
    const from = again ? at + 1 : Math.max(at, 0);
    for (let step = 0; step < words.length; step++) {
      const place = (from + step) % words.length;
      if (words[place]?.trim().toLowerCase().startsWith(sought)) return place;
    }
    return undefined;
  }
}
