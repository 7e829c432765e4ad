import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookFor } from './look.ts';

const hour = 3_600_000;
const day = { from: 1e12, to: 1e12 + 24 * hour, step: 173_000 };

test('nothing is asked for where what is known is fine enough', () => {
  expect(lookFor([day.from, day.to], undefined, day)).toBeUndefined();
  const fine = { from: day.from, to: day.from + 300_000, step: 1_000 };
  expect(lookFor([fine.from + 60_000, fine.to], undefined, fine)).toBeUndefined();
});

test('a closer look asks for its surroundings, and looking beside asks for nothing more', () => {
  const looked = lookFor([day.from + hour, day.from + 2 * hour], undefined, day);
  expect(looked).toBeDefined();
  if (!looked) return;
  expect(lookFor([day.from + hour + 60_000, day.from + 2 * hour + 60_000], looked, day)).toBeUndefined();
  expect(lookFor([day.from + hour, day.from + hour + 60_000], looked, day)).toBeDefined();
});

test('what is asked for holds the range, in steps no coarser than a small chart’s pixels, of bounded size', () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 24 * hour }), fc.integer({ min: 1, max: 24 * hour }));
  fc.assert(
    fc.property(range, ([start, span]) => {
      const [from, to] = [day.from + start, day.from + start + span];
      const looked = lookFor([from, to], undefined, day);
      if (!looked) return;
      expect(looked.from).toBeLessThanOrEqual(from);
      expect(looked.to).toBeGreaterThanOrEqual(to);
      expect(looked.points).toBeLessThanOrEqual(1_000);
      expect((looked.to - looked.from) / looked.points).toBeLessThanOrEqual(Math.max(1_000, (to - from) / 250) * 1.5);
      expect(lookFor([from, to], looked, day)).toBeUndefined();
    }),
  );
});
