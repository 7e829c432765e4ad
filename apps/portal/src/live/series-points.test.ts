import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawable, joinPoints, mergePieces } from './series-points.ts';

const bucket = (from: number, count: number, value: number) => ({
  from,
  count,
  min: value,
  max: value,
  sum: value * count,
});
const sample = (time: number, value: number) => ({ time, value });

describe('the line of a series', () => {
  test('takes of a bucket and the samples of its time what knows more', () => {
    const buckets = [bucket(0, 4, 10), bucket(4_000, 4, 20), bucket(8_000, 1, 30)];
    const live = [sample(5_000, 1), sample(8_000, 2), sample(9_000, 3)];
    const points = drawable(buckets, 4_000, live, 1_000, 0, 20_000);
    expect(points.value).toEqual([10, 20, 2, 3]);
    expect(points.time).toEqual([1_500, 5_500, 8_000, 9_000]);
    expect(points.gaps).toEqual([]);
  });

  test('has a null and a gap where samples lack', () => {
    const points = drawable([], 4_000, [sample(1_000, 1), sample(2_000, 2), sample(6_000, 3)], 1_000, 0, 9_000);
    expect(points.value).toEqual([1, 2, null, 3]);
    expect(points.gaps).toEqual([{ from: 3_000, to: 6_000 }]);
  });

  test('sees no gap in the part of a bucket where history ends and live samples begin', () => {
    const points = drawable([bucket(0, 2, 5)], 4_000, [sample(2_000, 6), sample(3_000, 7)], 1_000, 0, 9_000);
    expect(points.gaps).toEqual([]);
    expect(drawable([bucket(0, 4, 5)], 4_000, [sample(6_000, 7)], 1_000, 0, 9_000).gaps).toEqual([]);
    expect(drawable([bucket(0, 4, 5)], 4_000, [sample(9_000, 7)], 1_000, 0, 9_999).gaps).toEqual([
      { from: 4_000, to: 9_000 },
    ]);
  });

  test('is in order of time and loses no live sample where there is no history', () => {
    const buckets = fc
      .uniqueArray(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 4 })), { selector: ([at]) => at })
      .map((list) => list.sort(([a], [b]) => a - b).map(([at, count]) => bucket(at * 4_000, count, 1)));
    const live = fc
      .uniqueArray(fc.nat(130))
      .map((list) => list.sort((a, b) => a - b).map((at) => sample(at * 1_000, 2)));
    fc.assert(
      fc.property(buckets, live, (buckets, live) => {
        const pieces = mergePieces(buckets, 4_000, live, 1_000);
        for (const [at, piece] of pieces.entries()) {
          if (at > 0) expect(piece.from).toBeGreaterThanOrEqual((pieces[at - 1] as { to: number }).to);
        }
        const free = live.filter(({ time }) => !buckets.some(({ from }) => time >= from && time < from + 4_000));
        for (const { time } of free) expect(pieces.some(({ from, value }) => from === time && value === 2)).toBe(true);
      }),
    );
  });

  test('of several parts is one, and tells nothing twice', () => {
    const part = (from: number) => drawable([], 4_000, [sample(from, 1), sample(from + 1_000, 2)], 1_000, 0, 99_000);
    expect(joinPoints([part(1_000), part(2_000)])).toMatchObject({ time: [1_000, 2_000, 3_000], value: [1, 2, 2] });
  });
});
