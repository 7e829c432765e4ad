import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, commonGaps, niceTicks, rangeOf, spread, summarise, toCsv, valueAt } from './chart-data.ts';
import { toPixels } from './pixels.ts';

describe('lines beside each other', () => {
  test('share their times; a gap stays a gap and a lack of points none', () => {
    const one = { time: [1, 2, 3], value: [10, null, 30] };
    const other = { time: [2, 4], value: [5, 6] };
    expect(align([one, other])).toEqual([
      [1, 2, 3, 4],
      [10, null, 30, undefined],
      [undefined, 5, undefined, 6],
    ]);
    expect(align([one])).toEqual([one.time, one.value]);
    expect(align([])).toEqual([[]]);
  });

  test('share the gaps that all have', () => {
    const gap = (from: number, to: number) => ({ from, to });
    expect(commonGaps([[gap(0, 10), gap(20, 30)], [gap(5, 25)]])).toEqual([gap(5, 10), gap(20, 25)]);
    expect(commonGaps([[gap(0, 10)], []])).toEqual([]);
    expect(commonGaps([])).toEqual([]);
  });
});

test('a summary leaves out what is no number', () => {
  expect(summarise([3, null, Number.NaN, 1, undefined, 2])).toEqual({ last: 2, min: 1, max: 3 });
  expect(summarise([null])).toBeUndefined();
});

test('the value at an instant is the nearest, a gap is null, and far away is nothing', () => {
  const line = { time: [10, 20, 30], value: [1, null, 3] };
  expect([9, 12, 21, 28, 50].map((at) => valueAt(line, at, 5))).toEqual([1, 1, null, 3, undefined]);
  expect(valueAt({ time: [], value: [] }, 1, 5)).toBeUndefined();
});

describe('an axis', () => {
  test('has a few round numbers within its range', () => {
    expect(niceTicks(0, 100)).toEqual([0, 25, 50, 75, 100]);
    expect(niceTicks(0, 2 ** 30, 1_024)).toEqual([0, 2 ** 28, 2 ** 29, 3 * 2 ** 28, 2 ** 30]);
    const range = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(range, ([min, span]) => {
        const ticks = niceTicks(min, min + span);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(6);
        for (const tick of ticks) expect(tick).toBeGreaterThanOrEqual(min - span * 1e-6);
      }),
    );
    expect(niceTicks(5, 5)).toEqual([5]);
  });

  test('of percentages is 0–100, of amounts begins at 0, and of metrics follows them', () => {
    expect(rangeOf(40, 60, 'percent')).toEqual([0, 100]);
    expect(rangeOf(40, 100, 'watts')).toEqual([0, 108]);
    expect(rangeOf(0, 0, 'watts')).toEqual([0, 1]);
    expect(rangeOf(0, 0, 'bytes/s')).toEqual([0, 1_024]);
    expect(rangeOf(1, 2, '')[0]).toBeCloseTo(0.92);
    const [low, high] = rangeOf(3, 3, '');
    expect(high).toBeGreaterThan(low);
  });
});

test('labels make room for each other and stay above the floor', () => {
  expect(spread([50, 10, 52], 12, 100)).toEqual([50, 10, 62]);
  expect(spread([98, 99], 12, 100)).toEqual([88, 100]);
  expect(spread([], 12, 100)).toEqual([]);
});

test('a CSV quotes what must be, and a name is no formula', () => {
  expect(toCsv(['Time', 'a,"b"'], [['=1+1', -3, null]])).toBe('Time,"a,""b"""\r\n\'=1+1,-3,');
});

describe('a line as pixels', () => {
  test('keeps the extremes of each column and breaks at gaps', () => {
    const time = Array.from({ length: 1_000 }, (_, at) => at);
    const value = time.map((at) => (at === 500 ? null : at === 250 ? 99 : 1));
    const stretches = toPixels({ time, value }, 0, 1_000, 10);
    expect(stretches).toHaveLength(2);
    expect(stretches.flat().length).toBeLessThanOrEqual(10 * 4 + 4);
    expect(stretches[0]?.some(([x, held]) => Math.floor(x) === 2 && held === 99)).toBe(true);
  });

  test('is in order and within the values, whatever comes', () => {
    const values = fc.array(fc.option(fc.integer({ min: -100, max: 100 })), { maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (value, width) => {
        const time = value.map((_, at) => at);
        const drawn = toPixels({ time, value }, 0, value.length + 1, width);
        const points = drawn.flat();
        for (const [at, [x]] of points.entries())
          if (at > 0) expect(x).toBeGreaterThan((points[at - 1] as [number, number])[0]);
        const present = value.filter((one) => one !== null);
        if (present.length > 0) expect(Math.max(...points.map(([, held]) => held))).toBe(Math.max(...present));
      }),
    );
  });
});
