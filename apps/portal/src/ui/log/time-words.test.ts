import { expect, test } from 'vitest';
import { clockWords, gapWords, sinceWords } from './time-words.ts';

test('times of day, since the first line, and since the line before', () => {
  const at = Date.UTC(2026, 10, 19, 21, 4, 37, 304);
  expect(clockWords(at, 'utc')).toBe('21:04:37.304');
  expect([sinceWords(4_120), sinceWords(97_800_000), sinceWords(-1_500)]).toEqual([
    '+0:00:04.120',
    '+27:10:00.000',
    '−0:00:01.500',
  ]);
  expect([gapWords(4_120), gapWords(724_150), gapWords(10_800_000)]).toEqual(['+4.120', '+12:04.1', '+3:00:00']);
});
