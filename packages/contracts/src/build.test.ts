import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Operation } from './api/operation.ts';
import { api } from './api.ts';
import { apiDigest, productBuild } from './build.ts';
import { version } from './version.ts';

const row: Operation = {
  method: 'POST',
  path: '/things/:name',
  verb: 'create',
  summary: 'Make a thing',
  params: z.strictObject({ name: z.string() }),
  body: z.strictObject({ count: z.number().max(3), kind: z.enum(['a', 'b']).optional() }),
  output: z.object({ uid: z.string() }),
};
const digest = (more: Partial<Operation> = {}) => apiDigest({ makeThing: { ...row, ...more } });

test('a build is its version and a digest that is the same each time', () => {
  expect(productBuild()).toBe(`${version}+api.${apiDigest(api)}`);
  expect(productBuild()).toMatch(/^\d+\.\d+\.\d+\+api\.[0-9a-f]{12}$/);
});

test.each<[string, Partial<Operation>]>([
  ['an address', { path: '/things/:title' }],
  [
    'a field more',
    { body: z.strictObject({ count: z.number().max(3), kind: z.enum(['a', 'b']).optional(), x: z.string() }) },
  ],
  ['a limit', { body: z.strictObject({ count: z.number().max(4), kind: z.enum(['a', 'b']).optional() }) }],
  ['a choice', { body: z.strictObject({ count: z.number().max(3), kind: z.enum(['a', 'c']).optional() }) }],
  ['what must be given', { body: z.strictObject({ count: z.number().max(3), kind: z.enum(['a', 'b']) }) }],
  ['the answer', { output: 'none' }],
])('another digest for %s', (_, more) => {
  expect(digest(more)).not.toBe(digest());
});

test('words for people do not count, nor does the order of fields', () => {
  expect(digest({ summary: 'Make it' })).toBe(digest());
  const body = z.strictObject({ kind: z.enum(['a', 'b']).optional(), count: z.number().max(3) });
  expect(digest({ body })).toBe(digest());
});
