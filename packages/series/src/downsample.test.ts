import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Buckets, downsample, emptyBucket, mergeBuckets } from './downsample.ts';

const values = fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 })), { minLength: 1, maxLength: 300 });
const t0 = fc.integer({ min: 0, max: 1e12 });
const step = fc.constantFrom(1, 100, 1_000);
const points = fc.integer({ min: 2, max: 80 });

describe('downsample', () => {
  test('keeps every extreme, the count and the sum, in no more points than asked', () => {
    fc.assert(
      fc.property(values, t0, step, points, (values, t0, step, points) => {
        const result = downsample({ t0, step, values }, points);
        const present = values.filter((value) => value !== null);
        expect(result.count.length).toBeLessThanOrEqual(points);
        expect(result.count.reduce((a, b) => a + b, 0)).toBe(present.length);
        const some = <T>(list: (T | null)[]) => list.filter((value) => value !== null);
        if (present.length > 0) {
          expect(Math.min(...some(result.min))).toBe(Math.min(...present));
          expect(Math.max(...some(result.max))).toBe(Math.max(...present));
        }
        for (const [at, count] of result.count.entries()) {
          const [min, mean, max] = [result.min[at], result.mean[at], result.max[at]];
          if (count === 0) expect([min, mean, max]).toEqual([null, null, null]);
          else expect([min, mean, max]).toEqual([min, mean, max].sort((a, b) => Number(a) - Number(b)));
        }
        const sum = result.count.reduce((sum, count, at) => sum + count * (result.mean[at] ?? 0), 0);
        expect(sum).toBeCloseTo(
          present.reduce((a, b) => a + b, 0),
          4,
        );
      }),
    );
  });

  test('of two halves, joined, is that of the whole', () => {
    fc.assert(
      fc.property(values, t0, step, fc.nat(), fc.integer({ min: 1, max: 50 }), (values, t0, step, cut, factor) => {
        const end = t0 + values.length * step;
        const fill = (from: number, to: number) => {
          const buckets = new Buckets(t0, end, step * factor);
          for (let at = from; at < to; at++) {
            const value = values[at];
            if (value !== null && value !== undefined) buckets.add(t0 + at * step, value);
          }
          return buckets.all();
        };
        const middle = cut % (values.length + 1);
        const [left, right] = [fill(0, middle), fill(middle, values.length)];
        const joined = left.map((bucket, at) => mergeBuckets(bucket, right[at] ?? emptyBucket()));
        expect(joined).toEqual(fill(0, values.length));
      }),
    );
  });

  test('without loss when there are points enough', () => {
    const result = downsample({ t0: 5_000, step: 1_000, values: [3, null, 1] }, 10);
    expect(result).toEqual({
      t0: 5_000,
      step: 1_000,
      min: [3, null, 1],
      max: [3, null, 1],
      mean: [3, null, 1],
      count: [1, 0, 1],
    });
  });
});
