import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentHeight, lastPlace, moved, placeAt, scrollHeightMost, scrollTopOf } from './scroll-place.ts';

const plain = () => 18;
const uneven = (row: number) => (row % 7 === 3 ? 90 : 18);

describe('a place', () => {
  test('moves by what was scrolled, across rows of any height', () => {
    expect(moved({ row: 0, px: 0 }, 40, 1_000, 180, plain)).toEqual({ row: 2, px: 4 });
    expect(moved({ row: 2, px: 4 }, -40, 1_000, 180, plain)).toEqual({ row: 0, px: 0 });
    expect(moved({ row: 2, px: 0 }, 100, 1_000, 180, uneven)).toEqual({ row: 3, px: 82 });
    expect(moved({ row: 4, px: 0 }, -10, 1_000, 180, uneven)).toEqual({ row: 3, px: 80 });
  });

  test('stops at both ends', () => {
    expect(moved({ row: 1, px: 0 }, -400, 1_000, 180, plain)).toEqual({ row: 0, px: 0 });
    expect(moved({ row: 985, px: 0 }, 400, 1_000, 180, plain)).toEqual({ row: 990, px: 0 });
    expect(moved({ row: 0, px: 0 }, 400, 4, 180, plain)).toEqual({ row: 0, px: 0 });
    expect(lastPlace(0, 180, plain)).toEqual({ row: 0, px: 0 });
    expect(lastPlace(3, 20, () => 100)).toEqual({ row: 2, px: 80 });
  });
});

test('ten million rows fit a scroll bar', () => {
  const rows = 10_000_000;
  expect(contentHeight(rows, 400)).toBe(scrollHeightMost);
  const most = scrollHeightMost - 400;
  expect(placeAt(0, rows, 400, plain)).toEqual({ row: 0, px: 0 });
  expect(placeAt(most, rows, 400, plain)).toEqual(lastPlace(rows, 400, plain));
  expect(placeAt(most / 2, rows, 400, plain).row).toBeCloseTo(5_000_000, -2);
});

test('the bar and the place agree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
      const most = contentHeight(rows, 500) - 500;
      const place = placeAt(share * most, rows, 500, plain);
      expect(scrollTopOf(place, rows, 500, plain)).toBeCloseTo(share * most, -1);
    }),
  );
});
