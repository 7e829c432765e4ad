import { expect, test } from 'vitest';
import { labelKey, sayLabels } from './labels.ts';
import { sayTime } from './times.ts';

test('labels are the same in whatever order they were written', () => {
  expect(labelKey({ a: '1', b: '2' })).toBe(labelKey({ b: '2', a: '1' }));
  expect(labelKey({ a: '1' })).not.toBe(labelKey({ a: '2' }));
  expect(sayLabels({ zone: 'a', disk: 'ssd' })).toBe('zone=a, disk=ssd');
});

test.each([
  0, 951_782_400_000, 951_868_799_999, 1_709_164_800_000, 1_800_000_000_000, 4_107_542_399_999, 253_402_300_799_999,
])('a time is said as the calendar says it (%i)', (ms) => {
  expect(sayTime(ms)).toBe(`${new Date(ms).toISOString().slice(0, 16)}Z`);
});
