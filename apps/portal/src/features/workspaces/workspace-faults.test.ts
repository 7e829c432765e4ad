import { expect, test } from 'vitest';
import { workspaceFaults } from './workspace-faults.ts';

const names = (name: string, subscription = '', resourceGroup = '') => ({ name, subscription, resourceGroup });

test('a plain name is good', () => {
  expect(workspaceFaults(names('vision-2_b'), ['speech'])).toEqual({});
});

test.each([
  [names(''), { name: 'empty' }],
  [names('two words'), { name: 'word' }],
  [names('é'), { name: 'word' }],
  [names('x'.repeat(65)), { name: 'word' }],
  [names('vision', 'a b', 'c d'), { subscription: 'word', resourceGroup: 'group' }],
  [names('vision', 'sub', 'g'.repeat(91)), { resourceGroup: 'group' }],
])('%j is refused', (given, faults) => {
  expect(workspaceFaults(given, [])).toEqual(faults);
});

test('names compare without case', () => {
  expect(workspaceFaults(names('Vision'), ['vision'])).toEqual({ name: 'taken' });
  expect(workspaceFaults(names('Vision', 'local', 'default'), ['vision'])).toEqual({ name: 'taken' });
  expect(workspaceFaults(names('vision', 'azure', 'lab'), ['vision'])).toEqual({});
});
