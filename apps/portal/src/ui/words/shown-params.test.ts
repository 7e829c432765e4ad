import { expect, test } from 'vitest';
import { englishValues, shownParams } from './shown-params.ts';

const at = Date.UTC(2026, 10, 19, 12, 0);

test('times, sizes and words among the values are said as the reader says them', () => {
  const french = { resource: { gpus: 'GPU', nodes: 'nœuds' } };
  const params = { at, memory: 16 * 1024 ** 3, resource: 'nodes', queue: 'nodes', free: 3 };
  expect(shownParams(params, 'fr', french)).toMatchObject({
    at: expect.stringContaining('nov.'),
    memory: '16\u00a0Gio',
    resource: 'nœuds',
    // The name of a queue is a name, whatever it looks like.
    queue: 'nodes',
    free: 3,
  });
  expect(shownParams({ until: '2026-11-19T12:00:00Z', resource: 'gpus' }, 'en', englishValues)).toEqual({
    until: expect.stringContaining('Nov'),
    resource: 'GPUs',
  });
});

test('what is no time stays as it is', () => {
  expect(shownParams({ at: 12, until: 'further notice' }, 'en', englishValues)).toEqual({
    at: 12,
    until: 'further notice',
  });
});
