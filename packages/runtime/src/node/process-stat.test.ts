import { expect, test } from 'vitest';
import { identityOf, isAlive, parseStat, readStat } from './process-stat.ts';

test('a command name with spaces and parentheses does not shift the fields', () => {
  const rest = ['S', '7', '8', '9', '3', ...Array.from({ length: 14 }, () => '0'), '4711', '0', '12'].join(' ');
  expect(parseStat(5, `5 (a) b) (c) ${rest}\n`)).toEqual({
    pid: 5,
    state: 'S',
    parent: 7,
    group: 8,
    session: 9,
    terminal: 3,
    kernel: false,
    startTime: 4711,
    cpuTicks: 0,
    pages: 12,
  });
  expect(parseStat(5, `5 (kthreadd) ${rest.replace('S 7 8 9 3 0 0', 'S 7 8 9 3 0 69238848')}\n`)).toMatchObject({
    kernel: true,
  });
});

test.each(['', '5 (a)', '5 (a) S 1 2 3'])('%j is no line of a process', (line) => {
  expect(parseStat(5, line)).toBeUndefined();
});

test('a process lives only under the start it had', () => {
  const self = identityOf(process.pid);
  expect(self && isAlive(self)).toBe(true);
  expect(self && isAlive({ ...self, startTime: self.startTime - 1 })).toBe(false);
  expect(self && isAlive({ ...self, bootId: 'another' })).toBe(false);
  expect(readStat(2 ** 30)).toBeUndefined();
});
