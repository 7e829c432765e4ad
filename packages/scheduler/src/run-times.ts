/** Newest runs kept of each likeness: enough for a 90th percentile, and old habits are forgotten. */
const runsMost = 64;
/** Likenesses kept, the least recently seen forgotten first: some 10 MB at most. */
const likenessesMost = 10_000;

/** Where nothing is known, no run is thought shorter than this, or than its limit. */
const shortestMs = 10_000;

/** The newest runs of one likeness: in order of their end, and in order of length. */
interface Ring {
  runs: number[];
  sorted: number[];
  next: number;
}

/**
 * How long runs take, learnt from those that ended. A run is filed under each of its likenesses, from the closest (the same command)
 * to the widest (the same cluster); what is asked about starts at the closest and falls back on wider ones the more, the fewer runs
 * are known there.
 */
export class RunTimes {
  readonly #rings = new Map<string, Ring>();

  /** A run ended after `ms`. `likenesses`: closest first. */
  learn(likenesses: readonly string[], ms: number): void {
    for (const key of likenesses) {
      const ring = this.#rings.get(key) ?? { runs: [], sorted: [], next: 0 };
      this.#rings.delete(key);
      this.#rings.set(key, ring);
      const old = ring.runs[ring.next];
      if (old !== undefined) ring.sorted.splice(placeOf(ring.sorted, old), 1);
      ring.sorted.splice(placeOf(ring.sorted, ms), 0, ms);
      ring.runs[ring.next] = ms;
      ring.next = (ring.next + 1) % runsMost;
      if (this.#rings.size > likenessesMost) this.#rings.delete(this.#rings.keys().next().value as string);
    }
  }

  /** The closest likeness of which runs are known, and how many; null without any. */
  closest(likenesses: readonly string[]): { key: string; runs: number } | null {
    for (const key of likenesses) {
      const ring = this.#rings.get(key);
      if (ring) return { key, runs: ring.runs.length };
    }
    return null;
  }

  /**
   * How long a run takes in all, ms, when it ran for `ranMs` already and is stopped at `limitMs`. `luck` in [0, 1) chooses among what
   * is likely: the same luck gives the same place among what is known. With n fitting runs known, their likeness decides in n of n + 1
   * cases (Laplace's rule of succession), else the next wider one. A run longer than all that are known goes on for as long again in
   * half of all cases (Lindy's law); where nothing is known, every order of magnitude up to the limit is as likely.
   */
  guess(likenesses: readonly string[], luck: number, ranMs: number, limitMs: number): number {
    let left = luck;
    let longest = 0;
    for (const key of likenesses) {
      const sorted = this.#rings.get(key)?.sorted;
      if (!sorted) continue;
      longest = Math.max(longest, sorted.at(-1) ?? 0);
      const first = ranMs > 0 ? placeOf(sorted, ranMs + 1) : 0;
      const fitting = sorted.length - first;
      const share = fitting / (fitting + 1);
      if (left < share) {
        const run = sorted[first + Math.floor((left / share) * fitting)] ?? 0;
        return Math.max(ranMs, Math.min(limitMs, run));
      }
      left = (left - share) / (1 - share);
    }
    const least = Math.max(1, Math.min(limitMs, Math.max(ranMs, shortestMs)));
    const total = longest > 0 ? Math.max(longest, ranMs) / (1 - left) : least * (limitMs / least) ** left;
    return Math.max(ranMs, Math.min(limitMs, Math.round(total)));
  }
}

/** First place in a rising list whose number is not below `value`. */
function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
