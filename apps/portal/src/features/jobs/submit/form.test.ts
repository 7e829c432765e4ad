import { expect, it } from 'vitest';
import { anyNumber, pathText, textAt, wholeNumber } from './form.ts';
import { stepsOf } from './yaml-text.ts';

it.each(['name', 'files[0].path', 'restart.onFailure'])('writes %s as it reads it', (path) =>
  expect(pathText(stepsOf(path))).toBe(path),
);

it('shows what can be typed, and nothing of the rest', () => {
  expect(textAt({ nodeCount: 2 }, ['nodeCount'])).toBe('2');
  expect(textAt({ nodeCount: { of: 2 } }, ['nodeCount'])).toBe('');
});

it('reads whole numbers and keeps what is none', () => {
  expect([' 4 ', '', '1.5', 'two'].map(wholeNumber)).toEqual([4, undefined, '1.5', 'two']);
});

it('reads numbers with a point or a comma', () => {
  expect(['0.5', '1,25', '', '1.', 'half'].map(anyNumber)).toEqual([0.5, 1.25, undefined, '1.', 'half']);
});
