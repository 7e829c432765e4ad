import { expect, test } from 'vitest';
import { PageKeys, type Stroke } from './page-keys.ts';

const stroke = (key: string, part: Partial<Stroke> = {}): Stroke => ({
  key,
  command: false,
  alt: false,
  typing: false,
  at: 0,
  ...part,
});

/** What the last of the strokes means. */
function read(...strokes: Stroke[]) {
  const keys = new PageKeys();
  return strokes.map((one) => keys.read(one, true)).at(-1);
}

test.each([
  ['o', 'overview'],
  ['c', 'clusters'],
  ['j', 'jobs'],
  ['f', 'data'],
])('g and %s lead to %s', (key, page) => {
  expect(read(stroke('g'), stroke(key, { at: 900 }))).toBe(page);
});

test.each([
  ['a letter alone', [stroke('j')]],
  ['a letter that comes too late', [stroke('g'), stroke('j', { at: 2_000 })]],
  ['a letter after another one', [stroke('g'), stroke('x'), stroke('j')]],
  ['a letter that leads nowhere', [stroke('g'), stroke('constructor')]],
  ['strokes into a field', [stroke('g', { typing: true }), stroke('j', { typing: true })]],
  ['the browser’s own keys', [stroke('g'), stroke('j', { command: true })]],
  ['? into a field', [stroke('?', { typing: true })]],
])('%s means nothing', (_, strokes) => {
  expect(read(...strokes)).toBeUndefined();
});

test('the palette opens from everywhere, also out of a field', () => {
  expect(read(stroke('k', { command: true, typing: true }))).toBe('palette');
  expect(read(stroke('K', { command: true }))).toBe('palette');
  expect(read(stroke('k'))).toBeUndefined();
});

test('letters can be switched off, the palette not', () => {
  const keys = new PageKeys();
  expect(keys.read(stroke('?'), false)).toBeUndefined();
  expect(keys.read(stroke('g'), false)).toBeUndefined();
  expect(keys.read(stroke('o'), false)).toBeUndefined();
  expect(keys.read(stroke('k', { command: true }), false)).toBe('palette');
});
