import { expect, test } from 'vitest';
import { readWhole } from './read-whole.ts';

test.each([
  ['0', 0],
  [' 12 ', 12],
  ['007', 7],
  ['', undefined],
  ['1.5', undefined],
  ['-1', undefined],
  ['2x', undefined],
  ['12345678901', undefined],
])('%j is read as %j', (text, number) => expect(readWhole(text)).toBe(number));
