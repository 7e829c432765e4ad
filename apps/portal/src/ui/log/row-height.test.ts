import { expect, test } from 'vitest';
import { drawnHeight } from './row-height.ts';

const text = (length: number) => ({ kind: 'text' as const, runs: [], text: 'x'.repeat(length) });
const hole = { from: 0, to: 1, why: '' };
const gap = { kind: 'hole' as const, hole, within: true, open: false, lines: undefined };
const drawn = { pieces: [text(100), gap, text(1)], level: 'plain' as const, updates: 0, rest: 0, unfolded: false };

test('a row is as high as its pieces, wrapped or not', () => {
  expect(drawnHeight(undefined, 40)).toBe(18);
  expect(drawnHeight(drawn, undefined)).toBe(54);
  expect(drawnHeight(drawn, 40)).toBe((3 + 1 + 1) * 18);
  expect(drawnHeight({ ...drawn, pieces: [text(0)] }, 40)).toBe(18);
});
