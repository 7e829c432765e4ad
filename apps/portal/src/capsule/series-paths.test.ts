import { expect, it } from 'vitest';
import { bandOf, lineOf } from './series-paths.ts';

const area = { width: 40, height: 10, from: 0, to: 10 };

it('draws no line over a gap', () => {
  expect(lineOf([0, 10, null, 5], area)).toBe('M5.0 10.0L15.0 0.0M35.0 5.0h1');
  expect(lineOf([null, null], area)).toBe('');
});

it('keeps least and most', () => {
  expect(bandOf([0, 5], [10, 5], { ...area, width: 20 })).toBe('M5.0 0.0L15.0 5.0L15.0 5.0L5.0 10.0Z');
});
