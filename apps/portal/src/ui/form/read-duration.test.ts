import { parseDuration } from '@trainyard/contracts/durations';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDuration } from './read-duration.ts';

test.each([
  ['PT5M', 'PT5M'],
  ['pt90s', 'PT90S'],
  ['90 s', 'PT1M30S'],
  ['5min', 'PT5M'],
  ['2 h 30 min', 'PT2H30M'],
  ['1 j', 'P1D'],
  ['', undefined],
  ['5', undefined],
  ['5 min or so', undefined],
  ['soon', undefined],
  ['-5 min', undefined],
])('%j means %j', (text, iso) => expect(readDuration(text)).toBe(iso));

test('whatever is read is a duration, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const iso = readDuration(text);
      if (iso === undefined) return;
      expect(parseDuration(iso)).toBeDefined();
      expect(readDuration(iso)).toBe(iso);
    }),
  );
});
