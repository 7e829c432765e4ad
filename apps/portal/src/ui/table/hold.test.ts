import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivals, holdOrder } from './hold.ts';
import { type Item, layOut } from './items.ts';

const row = (id: string, value = 0): Item<{ value: number }> => ({ kind: 'row', id, row: { value } });
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id).join(' ');

describe('holdOrder', () => {
  it('keeps the shown order and shows the newest values', () => {
    const { items, waiting } = holdOrder([row('a'), row('b')], [row('b', 2), row('a', 1)]);
    expect(items).toEqual([row('a', 1), row('b', 2)]);
    expect(waiting).toBe(0);
  });

  it('lets new rows above wait and adds those below', () => {
    const held = holdOrder([row('b'), row('a')], [row('d'), row('c'), row('b'), row('a'), row('0')]);
    expect(ids(held.items)).toBe('b a 0');
    expect(held.waiting).toBe(2);
  });

  it('lets rows that are gone leave', () => {
    expect(ids(holdOrder([row('a'), row('b'), row('c')], [row('a'), row('c')]).items)).toBe('a c');
  });

  it('keeps a group while its rows move to another, and counts no group as waiting', () => {
    const grouping = { groups: ['x', 'y'].map((id) => ({ id, label: id })), of: (one: { in: string }) => one.in };
    const rows = (...of: string[]) => of.map((text, at) => ({ id: String(at), in: text }));
    const lay = (...of: string[]) => layOut(rows(...of), ({ id }) => id, grouping);
    const held = holdOrder(lay('x', 'y'), lay('y', 'y'));
    expect(ids(held.items)).toBe('group x 0 group y 1');
    expect(held.waiting).toBe(0);
  });

  it('never shows a row twice nor loses one, whatever comes and goes', () => {
    const some = fc.uniqueArray(fc.nat(30).map(String), { maxLength: 20 });
    void fc.assert(
      fc.property(some, some, (before, after) => {
        const { items, waiting } = holdOrder(
          before.map((id) => row(id)),
          after.map((id) => row(id)),
        );
        expect(new Set(ids(items).split(' ')).size).toBe(items.length || 1);
        expect(items.length + waiting).toBe(after.length);
      }),
    );
  });
});

describe('arrivals', () => {
  it('are neither a first load nor a next page', () => {
    expect(arrivals([], [row('a')])).toEqual([]);
    expect(arrivals([row('a')], [row('a'), row('b')])).toEqual([]);
    expect(arrivals([row('a')], [row('c'), row('a'), row('b')])).toEqual(['c']);
  });
});
