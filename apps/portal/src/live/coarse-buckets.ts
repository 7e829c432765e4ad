/** The older part of a series: buckets of one width, bounded in number. Pure. */
import type { SeriesAnswer } from '@trainyard/contracts/series-frame';
import { type Bucket, emptyBucket, mergeBuckets } from '@trainyard/series/downsample';

/** Most buckets: two for each pixel of a chart; beyond it the width doubles, or the oldest are dropped. */
const bucketsMax = 1_200;

/** One bucket with its place in time, ms. */
export interface PlacedBucket extends Bucket {
  from: number;
}

/** What a fold needs to know: how long buckets are kept, null for ever. */
export class CoarseBuckets {
  readonly #windowMs: number | null;
  #step: number;
  /** Number of the first bucket since 1970. */
  #first = 0;
  #buckets: Bucket[] = [];
  /** Samples before this are counted in an answer already. */
  #through = Number.NEGATIVE_INFINITY;

  /** `step`: width of a bucket in ms until an answer says another. */
  constructor(windowMs: number | null, step: number) {
    this.#windowMs = windowMs;
    this.#step = step;
  }

  get step(): number {
    return this.#step;
  }

  /** Takes an answer of the server in place of what was known until its end. */
  replace(answer: Pick<SeriesAnswer, 't0' | 'step' | 'min' | 'max' | 'mean' | 'count'>): void {
    const later = [...this.each()].filter(({ from }) => from >= answer.t0 + answer.count.length * answer.step);
    this.#step = answer.step;
    this.#first = Math.round(answer.t0 / answer.step);
    this.#buckets = answer.count.map((count, at) => {
      const [min, max, mean] = [answer.min[at], answer.max[at], answer.mean[at]];
      if (count === 0 || min == null || max == null || mean == null) return emptyBucket();
      return { min, max, sum: mean * count, count };
    });
    const last = answer.count.findLastIndex((count) => count > 0);
    if (last >= 0) this.#through = Math.max(this.#through, answer.t0 + (last + 1) * answer.step);
    for (const { from, ...bucket } of later) this.#merge(from, bucket);
    this.#bound();
  }

  /** Counts a sample that is no longer held singly; one that an answer counted already is left out. */
  add(time: number, value: number): void {
    if (time < this.#through) return;
    this.#merge(time, { min: value, max: value, sum: value, count: 1 });
    this.#bound();
  }

  /** The buckets that hold samples, oldest first. */
  *each(): Generator<PlacedBucket> {
    for (const [at, bucket] of this.#buckets.entries()) {
      if (bucket.count > 0) yield { ...bucket, from: (this.#first + at) * this.#step };
    }
  }

  #merge(time: number, bucket: Bucket): void {
    const number = Math.floor(time / this.#step);
    if (this.#buckets.length === 0) this.#first = number;
    // What is older than all that is known came too late to be told from a gap: the next answer brings it.
    if (number < this.#first) return;
    // A pause that is longer than all that may be kept leaves nothing of what was before.
    if (number - this.#first > 2 * bucketsMax) {
      this.#buckets = [];
      this.#first = number;
    }
    const at = number - this.#first;
    while (this.#buckets.length <= at) this.#buckets.push(emptyBucket());
    this.#buckets[at] = mergeBuckets(this.#buckets[at] as Bucket, bucket);
  }

  #bound(): void {
    const keep = this.#windowMs === null ? Number.POSITIVE_INFINITY : Math.ceil(this.#windowMs / this.#step) + 1;
    const excess = this.#buckets.length - Math.min(keep, Number.MAX_SAFE_INTEGER);
    if (excess > 0) {
      this.#buckets.splice(0, excess);
      this.#first += excess;
    }
    while (this.#buckets.length > bucketsMax) this.#double();
  }

  /** Buckets twice as wide, on the grid of that width. */
  #double(): void {
    const first = Math.floor(this.#first / 2);
    const wide: Bucket[] = [];
    for (const [at, bucket] of this.#buckets.entries()) {
      const place = Math.floor((this.#first + at) / 2) - first;
      wide[place] = mergeBuckets(wide[place] ?? emptyBucket(), bucket);
    }
    this.#first = first;
    this.#step *= 2;
    this.#buckets = wide;
  }
}
