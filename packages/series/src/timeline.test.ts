import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { continues, mergeRuns, type Run } from './timeline.ts';

/** A series cut into frames, some of them sent twice, in any order. */
const sent = fc
  .tuple(
    fc.array(fc.option(fc.nat(100), { freq: 8 }), { minLength: 1, maxLength: 100 }),
    fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
    fc.constantFrom(1, 250, 1_000),
  )
  .chain(([values, sizes, step]) => {
    const frames: Run[] = [];
    for (let at = 0, n = 0; at < values.length; n++) {
      const size = sizes[n % sizes.length] as number;
      frames.push({ t0: 1_000_000 + at * step, step, values: values.slice(at, at + size) });
      at += size;
    }
    const again = fc.subarray(frames);
    return fc.record({
      values: fc.constant(values),
      frames: again.chain((twice) =>
        fc.shuffledSubarray([...frames, ...twice], { minLength: frames.length + twice.length }),
      ),
    });
  });

describe('mergeRuns', () => {
  test('puts frames that came twice and in any order back into one series', () => {
    fc.assert(
      fc.property(sent, ({ values, frames }) => {
        expect(mergeRuns(frames)?.values).toEqual(values);
      }),
    );
  });

  test('leaves a gap between frames', () => {
    const merged = mergeRuns([
      { t0: 4_000, step: 1_000, values: [5] },
      { t0: 1_000, step: 1_000, values: [1, 2] },
    ]);
    expect(merged).toEqual({ t0: 1_000, step: 1_000, values: [1, 2, null, 5] });
  });

  test('the first of two values for a time counts', () => {
    const merged = mergeRuns([
      { t0: 1_000, step: 1_000, values: [1, 2] },
      { t0: 2_010, step: 1_000, values: [9, 3] },
    ]);
    expect(merged?.values).toEqual([1, 2, 3]);
  });

  test('refuses a range that no memory should hold', () => {
    const runs = [0, 1e12].map((t0) => ({ t0, step: 1, values: [1] }));
    expect(() => mergeRuns(runs)).toThrow(RangeError);
    expect(mergeRuns([])).toBeUndefined();
  });
});

test('a frame goes on from another within a quarter of a step', () => {
  const before = { t0: 0, step: 1_000, length: 10 };
  const run = (t0: number, step = 1_000) => ({ t0, step, values: [1] });
  expect([10_000, 10_200, 9_800].map((t0) => continues(before, run(t0)))).toEqual([true, true, true]);
  expect([10_300, 9_000, 0].map((t0) => continues(before, run(t0)))).toEqual([false, false, false]);
  expect(continues(before, run(10_000, 500))).toBe(false);
});
