import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesOf } from './places.ts';

test('rows and what stands between them follow one another without a gap, and are found by their height', () => {
  const some = fc.array(fc.record({ before: fc.nat(60), height: fc.integer({ min: 1, max: 90 }) }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 20, max: 80 }), some, (count, height, given) => {
      const between = given
        .map((one, at) => ({ ...one, before: Math.min(one.before, count), id: String(at) }))
        .sort((a, b) => a.before - b.before);
      const places = placesOf(count, height, between);
      const parts = [
        ...Array.from({ length: count }, (_, at) => [places.rowTop(at), height] as const),
        ...between.map((one, at) => [places.betweenTop(at), one.height] as const),
      ].sort((a, b) => a[0] - b[0]);
      let end = 0;
      for (const [top, tall] of parts) {
        expect(top).toBe(end);
        end = top + tall;
      }
      expect(places.height).toBe(end);
      for (let at = 0; at < count; at++) {
        expect(places.rowAt(places.rowTop(at))).toBe(at);
        expect(places.rowAt(places.rowTop(at) + height - 1)).toBe(at);
      }
    }),
  );
});
