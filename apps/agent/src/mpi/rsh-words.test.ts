import { expect, test } from 'vitest';
import { parseRsh } from './rsh-words.ts';

test.each([
  [['h', 'orted', '-mca', 'x'], { host: 'h', line: 'orted -mca x', stdin: true }],
  [['-x', 'h', 'c'], { host: 'h', line: 'c', stdin: true }],
  [['-q', '-x', '-p', '22', '-o', 'A=b', 'u@h', 'a  b'], { host: 'h', line: 'a  b', stdin: true }],
  [['-xnq', '-lroot', 'h', 'c'], { host: 'h', line: 'c', stdin: false }],
  [['-n', '-l', 'root', '--', 'h', '-c'], { host: 'h', line: '-c', stdin: false }],
])('%j', (words, call) => {
  expect(parseRsh(words)).toEqual(call);
});

test('what is missing is said', () => {
  expect(() => parseRsh(['-x'])).toThrow('HOST COMMAND');
  expect(() => parseRsh(['h'])).toThrow('which command to start on h');
});
