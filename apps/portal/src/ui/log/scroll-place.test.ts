import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentHeight, lastPlace, moved, placeAt, rowHeight, scrollHeightMost, scrollTopOf } from './scroll-place.ts';

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

/** What a person does with ten million rows: steps, screens, wheels, and the bar. */
const tenMillion = 10_000_000;
const rowArbitrary = fc.integer({ min: 0, max: tenMillion - 1 });

test('every line of ten million is reached by its number, and one step leads to the next and back', () => {
  fc.assert(
    fc.property(rowArbitrary, fc.integer({ min: 40, max: 1_400 }), (row, view) => {
      const at = moved({ row, px: 0 }, 0, tenMillion, view, plain);
      const last = lastPlace(tenMillion, view, plain);
      expect(at).toEqual(row > last.row ? last : { row, px: 0 });
      const below = moved(at, rowHeight, tenMillion, view, plain);
      if (row < last.row) {
        expect(below.row).toBe(row + 1);
        expect(moved(below, -rowHeight, tenMillion, view, plain)).toEqual(at);
      } else expect(below).toEqual(last);
    }),
  );
});

test('where the bar is put for a place, it stands for that place within a screen, and both ends are ends', () => {
  fc.assert(
    fc.property(rowArbitrary, fc.integer({ min: 200, max: 1_400 }), (row, view) => {
      const top = scrollTopOf({ row, px: 0 }, tenMillion, view, plain);
      // A browser keeps the bar's place to a px: one stands for 22 rows here.
      const back = placeAt(Math.round(top), tenMillion, view, plain);
      const last = lastPlace(tenMillion, view, plain);
      expect(Math.abs(back.row - Math.min(row, last.row))).toBeLessThanOrEqual(24);
    }),
  );
  expect(scrollTopOf({ row: 0, px: 0 }, tenMillion, 400, plain)).toBe(0);
  const last = lastPlace(tenMillion, 400, plain);
  expect(scrollTopOf(last, tenMillion, 400, plain)).toBe(scrollHeightMost - 400);
});

test('what is added below moves nothing', () => {
  fc.assert(
    fc.property(rowArbitrary, fc.integer({ min: 1, max: 1_000_000 }), (row, added) => {
      const place = moved({ row, px: 5 }, 0, tenMillion, 400, plain);
      expect(moved(place, 0, tenMillion + added, 400, plain)).toEqual(place);
    }),
  );
});
