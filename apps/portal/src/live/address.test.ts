import { expect, test } from 'vitest';
import { addressOf } from './address.ts';

test.each([
  ['local/default/w', { workspace: 'w' }],
  ['Lab/Group-1/w', { workspace: 'Lab:Group-1:w' }],
  ['local/default/w/clusters/c', { workspace: 'w', cluster: 'c' }],
  ['local/default/w/clusters/c/nodes/c-1', { workspace: 'w', cluster: 'c' }],
  ['local/default/w/experiments/e', { workspace: 'w', experiment: 'e' }],
  [
    'local/default/w/experiments/e/jobs/j/units/0/attempts/1/tasks/0',
    { workspace: 'w', experiment: 'e', job: { workspace: 'w', experiment: 'e', name: 'j' } },
  ],
])('%s', (path, address) => {
  expect(addressOf(path)).toEqual(address);
});

test('a token stands in no workspace', () => {
  expect(addressOf('tokens/mine')).toBeUndefined();
});
