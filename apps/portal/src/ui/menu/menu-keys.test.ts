import { expect, test } from 'vitest';
import { MenuKeys } from './menu-keys.ts';

const words = ['Share', 'Stop', 'Submit again', 'Delete'];

test('arrows go round, Home and End to the ends', () => {
  const keys = new MenuKeys();
  const to = (key: string, at: number) => keys.read(key, at, words, 0);
  expect([to('ArrowDown', -1), to('ArrowDown', 0), to('ArrowDown', 3)]).toEqual([0, 1, 0]);
  expect([to('ArrowUp', -1), to('ArrowUp', 0), to('ArrowUp', 3)]).toEqual([3, 3, 2]);
  expect([to('Home', 2), to('End', 0)]).toEqual([0, 3]);
});

test('a letter leads to the next item that begins with it', () => {
  const keys = new MenuKeys();
  expect(keys.read('s', 0, words, 0)).toBe(1);
  expect(keys.read('s', 1, words, 100)).toBe(2);
  expect(keys.read('s', 2, words, 200)).toBe(0);
  expect(keys.read('D', 0, words, 5_000)).toBe(3);
});

test('letters in quick succession are one word, after a rest another', () => {
  const keys = new MenuKeys();
  expect(keys.read('s', -1, words, 0)).toBe(0);
  expect(keys.read('u', 0, words, 100)).toBe(2);
  expect(keys.read('d', 2, words, 1_000)).toBe(3);
  expect(keys.read('x', 3, words, 5_000)).toBeUndefined();
});

test('what was typed in a menu is none of the next one', () => {
  const keys = new MenuKeys();
  expect(keys.read('d', 0, words, 0)).toBe(3);
  keys.begin();
  expect(keys.read('s', 0, words, 100)).toBe(1);
});

test('what is no letter leads nowhere, and neither does anything in an empty menu', () => {
  const keys = new MenuKeys();
  expect(keys.read('Shift', 0, words, 0)).toBeUndefined();
  expect(keys.read(' ', 0, words, 0)).toBeUndefined();
  expect(keys.read('ArrowDown', -1, [], 0)).toBeUndefined();
});
