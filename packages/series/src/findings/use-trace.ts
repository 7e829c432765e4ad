/** Single samples kept: two minutes at 1 Hz. */
const samplesMost = 120;
/** Samples are summed up over this time; an hour of them is kept. */
const partMs = 30_000;
const partsMost = 120;
/** Below and above, in percent: doing nothing, and working. */
const nothingMost = 10;
const workLeast = 60;

export interface UsePart {
  /** ms at its beginning. */
  at: number;
  count: number;
  sum: number;
  most: number;
  /** Samples of 10 or less, and of 60 or more. */
  nothing: number;
  work: number;
  /** How often it went from work to nothing or back. */
  turns: number;
}

export interface RecentUse {
  count: number;
  mean: number;
  /** Standard deviation. */
  spread: number;
  last: number;
}

/** What is known of one measure of one device or task: the last samples, and half minutes of the last hour. */
export class UseTrace {
  readonly #samples: { at: number; value: number }[] = [];
  readonly #parts: UsePart[] = [];
  #side: 'work' | 'nothing' | undefined;

  take(at: number, value: number): void {
    const newest = this.#samples.at(-1);
    if (newest !== undefined && at <= newest.at) return;
    this.#samples.push({ at, value });
    if (this.#samples.length > samplesMost) this.#samples.shift();
    let part = this.#parts.at(-1);
    if (part === undefined || at >= part.at + partMs) {
      part = { at: at - (at % partMs), count: 0, sum: 0, most: value, nothing: 0, work: 0, turns: 0 };
      this.#parts.push(part);
      if (this.#parts.length > partsMost) this.#parts.shift();
    }
    this.#sum(part, value);
  }

  #sum(part: UsePart, value: number): void {
    part.count += 1;
    part.sum += value;
    part.most = Math.max(part.most, value);
    const side = value <= nothingMost ? 'nothing' : value >= workLeast ? 'work' : undefined;
    if (side === undefined) return;
    part[side] += 1;
    if (this.#side !== undefined && this.#side !== side) part.turns += 1;
    this.#side = side;
  }

  /** Of the samples after `from`; undefined without any. */
  since(from: number): RecentUse | undefined {
    let [count, sum, squares, last] = [0, 0, 0, 0];
    for (let at = this.#samples.length - 1; at >= 0; at--) {
      const sample = this.#samples[at] as { at: number; value: number };
      if (sample.at <= from) break;
      if (count === 0) last = sample.value;
      count += 1;
      sum += sample.value;
      squares += sample.value ** 2;
    }
    if (count === 0) return undefined;
    const mean = sum / count;
    return { count, mean, spread: Math.sqrt(Math.max(0, squares / count - mean ** 2)), last };
  }

  /** What is usual while it works: upper quartile of the half minutes that ended by `before`; undefined before there are two. */
  usual(before: number): number | undefined {
    const means = this.#parts.filter(({ at, count }) => at + partMs <= before && count >= 3).map(meanOf);
    if (means.length < 2) return undefined;
    // Pauses of whichever kind lie below it.
    const sorted = means.slice(-40).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) * 0.75)];
  }

  /** Half minutes, oldest first; the last one may still grow. */
  get parts(): readonly UsePart[] {
    return this.#parts;
  }
}

export const meanOf = ({ sum, count }: UsePart): number => sum / count;
