import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedList } from './sorted-list.ts';

const numeric = (a: number, b: number) => a - b;

test('it holds what a sorted array of the same adds and removes holds', () => {
  const steps = fc.array(fc.record({ add: fc.boolean(), item: fc.nat(60) }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (all) => {
      const list = new SortedList<number>(numeric);
      const model = new Set<number>();
      for (const { add, item } of all) {
        if (add) {
          list.add(item);
          model.add(item);
        } else {
          expect(list.remove(item)).toBe(model.delete(item));
        }
        expect(list.size).toBe(model.size);
      }
      const sorted = [...model].sort(numeric);
      expect([...list]).toEqual(sorted);
      expect([...list.reversed()]).toEqual(sorted.toReversed());
      for (const [place, item] of sorted.entries()) expect(list.rank(item)).toBe(place);
      expect(list.rank(1000)).toBe(sorted.length);
    }),
  );
});

test('many blocks stay in order, and a copy goes its own way', () => {
  const list = new SortedList<number>(numeric);
  const items = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5000);
  for (const item of items) list.add(item);
  const copy = list.copy();
  for (const item of items) if (item % 3 !== 0) list.remove(item);
  expect([...list]).toEqual(Array.from({ length: 1667 }, (_, i) => i * 3));
  expect(list.rank(3000)).toBe(1000);
  expect(copy.size).toBe(5000);
  expect([...copy]).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  for (const item of items) copy.remove(item);
  expect(copy.size).toBe(0);
  expect([...copy]).toEqual([]);
  expect(list.size).toBe(1667);
});
