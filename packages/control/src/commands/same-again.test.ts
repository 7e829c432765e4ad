import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differingFields } from './same-again.ts';

describe('fields that differ', () => {
  test('are named by their paths', () => {
    expect(differingFields({ a: 1, b: { c: [1, { d: 2 }] } }, { a: 1, b: { c: [1, { d: 3 }] } })).toEqual(['b.c[1].d']);
    expect(differingFields({ a: [1] }, { a: [1, 2], b: null })).toEqual(['a', 'b']);
    expect(differingFields({ a: {} }, { a: [] })).toEqual(['a']);
    expect(differingFields({ a: null }, {})).toEqual(['a']);
  });

  test('are none where only the order differs, or something is undefined', () => {
    expect(differingFields({ a: 1, b: 2 }, { b: 2, a: 1, c: undefined })).toEqual([]);
  });

  test('are none for a copy, and the same from both sides', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(differingFields(one, JSON.parse(JSON.stringify(one)))).toEqual([]);
        expect(differingFields(one, other).sort()).toEqual(differingFields(other, one).sort());
      }),
    );
  });
});
