import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expand } from './expand.ts';

const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}$/);
const plain = fc.stringMatching(/^[^$]{0,10}$/);

test('both forms give the value, between any text', () => {
  fc.assert(
    fc.property(plain, name, fc.string(), (before, key, value) => {
      const variables = { [key]: value };
      expect(expand(`${before}$${key}-`, variables)).toBe(`${before}${value}-`);
      expect(expand(`${before}\${${key}}X`, variables)).toBe(`${before}${value}X`);
    }),
  );
});

test('text without a known name stays as it is', () => {
  fc.assert(fc.property(fc.string(), (text) => expand(text, {}) === text));
});

test('values are not expanded again', () => {
  expect(expand('$A', { A: '$B', B: 'no' })).toBe('$B');
});

test('the longest name counts, and names of Object are no variables', () => {
  expect(expand('$AB $A', { A: '1', AB: '2' })).toBe('2 1');
  expect(expand('$constructor', {})).toBe('$constructor');
});
