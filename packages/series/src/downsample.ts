/** Down-sampling that keeps min, max, mean and count of each bucket: a spike of one second stays visible over a month. */

/** What is known of the samples of a bucket; `count` 0 is an empty one, min and max are then infinite. */
export interface Bucket {
  min: number;
  max: number;
  sum: number;
  count: number;
}

/** Parallel arrays, one entry per bucket; empty buckets have count 0 and nulls. */
export interface Downsampled {
  t0: number;
  step: number;
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  count: number[];
}

export function emptyBucket(): Bucket {
  return { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0, count: 0 };
}

/** Two buckets as one; associative and commutative (sums up to the rounding of doubles). */
export function mergeBuckets(a: Bucket, b: Bucket): Bucket {
  return {
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    count: a.count + b.count,
  };
}

/**
 * Buckets of one width on a grid that starts at a multiple of the width since 1970, so that any two answers of one width
 * agree on their common buckets and can be joined.
 */
export class Buckets {
  readonly t0: number;
  readonly step: number;
  readonly #buckets: Bucket[];

  /** `from` (inclusive) to `to` (exclusive) in ms, in buckets of `step` ms. */
  constructor(from: number, to: number, step: number) {
    this.step = step;
    this.t0 = Math.floor(from / step) * step;
    const count = Math.max(0, Math.ceil((to - this.t0) / step));
    this.#buckets = Array.from({ length: count }, emptyBucket);
  }

  /** Counts a sample; one outside the range is left out. */
  add(time: number, value: number): void {
    const bucket = this.#buckets[Math.floor((time - this.t0) / this.step)];
    if (bucket === undefined) return;
    if (value < bucket.min) bucket.min = value;
    if (value > bucket.max) bucket.max = value;
    bucket.sum += value;
    bucket.count += 1;
  }

  all(): readonly Bucket[] {
    return this.#buckets;
  }

  answer(): Downsampled {
    const given = <T>(read: (bucket: Bucket) => T) =>
      this.#buckets.map((bucket) => (bucket.count === 0 ? null : read(bucket)));
    return {
      t0: this.t0,
      step: this.step,
      min: given((bucket) => bucket.min),
      max: given((bucket) => bucket.max),
      mean: given((bucket) => Math.min(bucket.max, Math.max(bucket.min, bucket.sum / bucket.count))),
      count: this.#buckets.map((bucket) => bucket.count),
    };
  }
}

/** Width of a bucket in ms, so that `from` to `to` takes at most `points` (2 or more): a multiple of the samples' `step`. */
export function bucketStep(from: number, to: number, step: number, points: number): number {
  // One point more than asked may be needed where the grid does not start at `from`.
  const wanted = (to - from) / Math.max(1, points - 1);
  return Math.max(1, Math.ceil(wanted / step)) * step;
}

/** Samples at a fixed step (a gap is null) as at most `points` (2 or more) buckets. */
export function downsample(
  series: { t0: number; step: number; values: readonly (number | null)[] },
  points: number,
): Downsampled {
  const to = series.t0 + series.values.length * series.step;
  const buckets = new Buckets(series.t0, to, bucketStep(series.t0, to, series.step, points));
  for (const [at, value] of series.values.entries()) {
    if (value !== null) buckets.add(series.t0 + at * series.step, value);
  }
  return buckets.answer();
}
