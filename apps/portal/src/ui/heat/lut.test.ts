import { expect, test } from 'vitest';
import { heatLut, lutIndex, lutSize } from './lut.ts';

const stops = ['#232b3a', '#0c91c0', '#cfebe8'];

test('a table has the stops at their places', () => {
  const lut = heatLut(stops);
  expect(lut).toHaveLength(lutSize);
  expect([lut[0], lut.at(-1)]).toEqual([stops[0], stops[2]]);
  expect(heatLut(['#000000', '#ffffff'])[lutIndex(0)]).toBe('#000000');
  expect(lut.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
});

test('grey is mixed by what the eye sees, not by the numbers', () => {
  // Half of OKLab's lightness is 0.125 of the light, which sRGB writes as #636363.
  expect(heatLut(['#000000', '#ffffff', '#ffffff'])[Math.round(lutSize / 4) - 1]).toMatch(/^#6[0-4]6[0-4]6[0-4]$/);
});

test('what lies outside of 0–100 is at the end', () => {
  expect([lutIndex(-5), lutIndex(0), lutIndex(100), lutIndex(250)]).toEqual([0, 0, 255, 255]);
});
