import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closestMs, panBy, type Span, within, zoomAt } from './zoom.ts';

const bounds: Span = [1_000_000, 1_000_000 + 3_600_000];
const inBounds = fc
  .tuple(fc.integer({ min: 0, max: 3_500_000 }), fc.integer({ min: closestMs, max: 3_600_000 }))
  .map(([start, width]): Span => [bounds[0] + start, Math.min(bounds[1], bounds[0] + start + width)]);

test('whatever is done to a span, it stays within its bounds and is never closer than can be seen', () => {
  const deed = fc.tuple(
    inBounds,
    fc.double({ min: 0.01, max: 100, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(deed, ([span, factor, share]) => {
      const at = span[0] + share * (span[1] - span[0]);
      for (const next of [
        zoomAt(span, at, factor, bounds),
        panBy(span, factor, bounds),
        panBy(span, -factor, bounds),
      ]) {
        if (next === null) continue;
        expect(next[0]).toBeGreaterThanOrEqual(bounds[0]);
        expect(next[1]).toBeLessThanOrEqual(bounds[1] + 1e-3);
        expect(next[1] - next[0]).toBeGreaterThanOrEqual(closestMs - 1e-3);
      }
    }),
  );
});

test('what is under the pointer stays there, and zooming out again comes back', () => {
  const span: Span = [bounds[0] + 1_000_000, bounds[0] + 1_600_000];
  const at = span[0] + 150_000;
  const closer = zoomAt(span, at, 0.5, bounds) as Span;
  expect((at - closer[0]) / (closer[1] - closer[0])).toBeCloseTo(0.25);
  const back = zoomAt(closer, at, 2, bounds) as Span;
  expect(back.map(Math.round)).toEqual([...span]);
});

test('all there is needs no zoom, and an edge holds a pan', () => {
  expect(within(bounds, bounds)).toBeNull();
  expect(zoomAt([bounds[0], bounds[0] + 2_000_000], bounds[0], 3, bounds)).toBeNull();
  expect(panBy([bounds[0] + 10_000, bounds[0] + 70_000], -1, bounds)).toEqual([bounds[0], bounds[0] + 60_000]);
});
