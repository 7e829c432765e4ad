/** Lines closer than this were printed in one go: their distance says nothing of how often a program speaks. */
const oneGoMs = 50;
const gapsMost = 48;
/** A shorter silence is no pause. */
const pauseLeastMs = 5_000;

/** How often somebody speaks: usual and longest silence. */
export class Cadence {
  readonly #gaps: number[] = [];
  #next = 0;
  #typical: number | undefined;
  /** ms of the newest word; undefined before the first. */
  last: number | undefined;
  /** How often it spoke, what came in one go counted once. */
  count = 0;
  /** ms at which a silence ended that was long for it; undefined before there was one. */
  pausedAt: number | undefined;
  /** Longest silence that ended by itself. */
  longest = 0;

  take(at: number): void {
    const gap = this.last === undefined ? undefined : at - this.last;
    if (gap !== undefined && gap < oneGoMs) {
      this.last = Math.max(at, this.last ?? at);
      return;
    }
    this.last = at;
    this.count += 1;
    if (gap === undefined) return;
    if (gap > Math.max(pauseLeastMs, 3 * this.typical)) this.pausedAt = at;
    this.longest = Math.max(this.longest, gap);
    this.#gaps[this.#next] = gap;
    this.#next = (this.#next + 1) % gapsMost;
    this.#typical = undefined;
  }

  /** Median of the last silences, ms; 0 before there was one. */
  get typical(): number {
    this.#typical ??= median(this.#gaps) ?? 0;
    return this.#typical;
  }

  silence(now: number): number {
    return this.last === undefined ? 0 : now - this.last;
  }
}

/** The middle one; of an even number the lower of the two. Undefined of none. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1];
}
