import { expect, test } from 'vitest';
import { lives, statOf } from './proc.ts';

test('a process lives only under the start time it had', () => {
  const self = statOf(process.pid);
  expect(self && lives(self)).toBe(true);
  expect(lives({ pid: process.pid, startTime: (self?.startTime ?? 0) - 1 })).toBe(false);
  expect(statOf(2 ** 30)).toBeUndefined();
});
