import { expect, test } from 'vitest';
import { attemptsIn, BrokenAnswer } from './well-formed.ts';

const task = { index: 0, node: { uid: 'n', name: 'c-0' }, processes: [] };
const attempt = { uid: 'a', unit: 0, number: 1, phase: 'running', phaseTimes: {}, tasks: [task] };

test('attempts are passed on as they are', () => {
  const items = [attempt, { ...attempt, number: 2, tasks: [] }];
  expect(attemptsIn(items)).toBe(items);
});

test.each([
  ['nothing', undefined],
  ['no list', { items: [] }],
  ['an entry that is nothing', [attempt, null]],
  ['an entry without a number', [{ ...attempt, number: undefined }]],
  ['an entry without its times', [{ ...attempt, phaseTimes: null }]],
  ['a task without its node', [{ ...attempt, tasks: [{ ...task, node: null }] }]],
  ['a task without its processes', [{ ...attempt, tasks: [{ ...task, processes: 3 }] }]],
])('refuses %s', (_, items) => {
  expect(() => attemptsIn(items)).toThrow(BrokenAnswer);
});
