import { expect, test } from 'vitest';
import { find } from './find.ts';

const items = [
  { label: 'Overview' },
  { label: 'vit-l16-384px-r3', also: 'vision' },
  { label: 'conformer-vit', also: 'speech' },
  { label: 'gravity' },
  { label: 'Se déconnecter', also: 'vit' },
];
const labels = (typed: string) => find(items, typed).map(({ label }) => label);

test('nothing typed finds all, in their order', () => {
  expect(labels('  ')).toEqual(items.map(({ label }) => label));
});

test('the start of a name comes before the start of a word, the inside, and the place', () => {
  expect(labels('vit')).toEqual(['vit-l16-384px-r3', 'conformer-vit', 'gravity', 'Se déconnecter']);
});

test('every word must be found, in any order', () => {
  expect(labels('r3 vit')).toEqual(['vit-l16-384px-r3']);
  expect(labels('vit speech')).toEqual(['conformer-vit']);
  expect(labels('vit nowhere')).toEqual([]);
});

test('case and accents do not matter', () => {
  expect(labels('DECONN')).toEqual(['Se déconnecter']);
});
