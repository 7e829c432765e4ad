import { describe, expect, it } from 'vitest';
import { kindOf, looksLikeText } from './kinds.ts';
import { hexRows } from './preview/hex.ts';

it.each([
  ['plot.PNG', 'image'],
  ['drawing.svg', 'text'],
  ['a/b.csv', 'csv'],
  ['metrics.json', 'json'],
  ['README.md', 'markdown'],
  ['runs/events.out.tfevents.1700000000.node.1.v2', 'events'],
  ['model.bin', 'text'],
  ['.json', 'json'],
])('%s is shown as %s', (name, kind) => expect(kindOf(name, 10)).toBe(kind));

it('takes no more into the page than it can show', () => {
  expect(kindOf('big.json', 2 ** 30)).toBe('text');
  expect(kindOf('big.png', 2 ** 30)).toBe('tooLarge');
});

describe('text', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it('is UTF-8, even when its last character is cut', () => {
    expect(looksLikeText(bytes('naïve 🚂'))).toBe(true);
    expect(looksLikeText(bytes('🚂').subarray(0, 3))).toBe(true);
  });
  it('is not what holds NUL or broken characters', () => {
    expect(looksLikeText(Uint8Array.of(0x61, 0))).toBe(false);
    expect(looksLikeText(Uint8Array.of(0xff, 0xfe, 0x61))).toBe(false);
  });
});

it('shows bytes as rows of sixteen', () => {
  const rows = hexRows(Uint8Array.from({ length: 17 }, (_, at) => at + 0x41));
  expect(rows).toEqual([
    '00000000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP',
    `00000010  51${' '.repeat(47)}Q`,
  ]);
});
