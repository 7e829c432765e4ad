import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './durations.ts';

test('a duration survives being written and read', () => {
  fc.assert(
    fc.property(fc.nat(4_000_000_000), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});

test.each([
  ['P7D', 604_800_000],
  ['PT1H30M', 5_400_000],
  ['P1DT0.5S', 86_400_500],
  ['P2W', 1_209_600_000],
  ['PT0S', 0],
])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(['', 'P', 'PT', 'P1Y', 'P1M', '7.00:00:00', 'PT1H ', '-P1D', 'P1DT'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('seven days are written as Batch AI wrote them', () => expect(formatDuration(7 * 86_400_000)).toBe('P7D'));
