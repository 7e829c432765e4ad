import { expect, test } from 'vitest';
import { lives, parseStat, statOf } from './proc.ts';

test('a command name with spaces and parentheses does not shift the fields', () => {
  const rest = ['S', '7', '8', '9', ...Array.from({ length: 15 }, () => '0'), '4711', '0'].join(' ');
  expect(parseStat(5, `5 (a) b) (c) ${rest}\n`)).toEqual({
    pid: 5,
    startTime: 4711,
    state: 'S',
    parent: 7,
    session: 9,
    kernel: false,
  });
  const ofKernel = rest.replace('S 7 8 9 0 0 0', 'S 7 8 9 0 0 69238848');
  expect(parseStat(5, `5 (kthreadd) ${ofKernel}\n`)).toMatchObject({ kernel: true });
});

test('a process lives only under the start time it had', () => {
  const self = statOf(process.pid);
  expect(self && lives(self)).toBe(true);
  expect(lives({ pid: process.pid, startTime: (self?.startTime ?? 0) - 1 })).toBe(false);
  expect(statOf(2 ** 30)).toBeUndefined();
});
