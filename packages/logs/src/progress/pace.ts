/** The rate is that of the last two minutes: long enough to be calm, short enough to follow. */
export const rateWindowMs = 120_000;
const samplesMost = 256;
/** Two lines closer than this came in one piece: their distance says nothing of the rate. */
const leastMs = 2_000;
/** How much it varies is told by the last hour, by a sample each ten seconds. */
const hourMs = 3_600_000;
const hourEveryMs = 10_000;
/** Distances that must have been seen before anything is said of how much they vary, and over how long. */
const distancesLeast = 16;
const spanLeastMs = 20_000;
/** Parts of equal count that are held against each other, and the nine tenths of Student's t of one less. */
const parts = 8;
const nineTenths = 1.415;

/** It is asked for each second, and changes slowly. */
const variesMs = 5_000;

interface Varies {
  at: number;
  /** Counts of a part. */
  each: number;
  /** Of the ms that one count takes, over the parts. */
  variance: number;
}

interface Timed {
  at: number;
  count: number;
}

/** How fast a count goes up, by the lines of the last two minutes, and how much that varies. */
export class Pace {
  #timed: Timed[] = [];
  #hour: Timed[] = [];
  #varies: Varies | undefined;

  /** Takes a count and when it was reached, ms. A count that goes down begins anew: what was before says nothing of now. */
  take(count: number, at: number): void {
    const last = this.#timed.at(-1);
    if (last !== undefined && count < last.count) {
      this.#timed = [];
      this.#hour = [];
      this.#varies = undefined;
    }
    if (last !== undefined && at === last.at) this.#timed.pop();
    this.#timed.push({ at, count });
    while (this.#timed.length > samplesMost || at - (this.#timed[0]?.at ?? at) > rateWindowMs) this.#timed.shift();
    const known = this.#hour.at(-1);
    if (known !== undefined && at - known.at < hourEveryMs) return;
    this.#hour.push({ at, count });
    while (at - (this.#hour[0]?.at ?? at) > hourMs) this.#hour.shift();
  }

  /** Counts a second; null before it can be told. */
  rate(): number | null {
    const [first, last] = [this.#timed[0], this.#timed.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < leastMs) return null;
    return ((last.count - first.count) / (last.at - first.at)) * 1_000;
  }

  /**
   * ms by which `left` more counts take longer than at the {@link rate}, in one case of ten: by how much parts of what was done differ
   * in pace, pauses included. Null while too few were seen to tell.
   */
  late(left: number): number | null {
    const varies = this.#known();
    if (varies === null) return null;
    // What is known of the mean, and what is to come, both vary: the fewer parts, the more.
    const { variance, each } = varies;
    return left <= 0 ? 0 : nineTenths * left * Math.sqrt(variance * (1 / parts + each / left));
  }

  #known(): Varies | null {
    const last = this.#timed.at(-1);
    if (last === undefined) return null;
    if (this.#varies === undefined || last.at - this.#varies.at >= variesMs) {
      const found = varies(this.#hour.length > distancesLeast ? this.#hour : this.#timed, last);
      this.#varies = found ?? undefined;
      return found;
    }
    return this.#varies;
  }
}

/** How much parts of equal count differ, ms for one count; null while too few were seen. */
function varies(points: readonly Timed[], last: Timed): Varies | null {
  const [first] = points;
  if (first === undefined || points.length <= distancesLeast) return null;
  const done = last.count - first.count;
  if (last.at - first.at < spanLeastMs || done <= 0) return null;
  const each = done / parts;
  const all = [...points, last];
  const times = Array.from({ length: parts + 1 }, (_, part) => timeOf(all, first.count + part * each));
  const slowness = times.slice(1).map((time, part) => (time - (times[part] as number)) / each);
  const mean = (last.at - first.at) / done;
  return { at: last.at, each, variance: slowness.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (parts - 1) };
}

/** ms at which a count was reached, between the two that were told. */
function timeOf(points: readonly Timed[], count: number): number {
  const after = points.findIndex((one) => one.count >= count);
  const [to, from] = [points[after] ?? (points.at(-1) as Timed), points[after - 1]];
  if (from === undefined || to.count === from.count) return to.at;
  return from.at + ((count - from.count) / (to.count - from.count)) * (to.at - from.at);
}
