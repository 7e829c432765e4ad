import { expect, test } from 'vitest';
import { reason, reasons, sayReason } from './reasons.ts';
import { fill } from './texts.ts';

test('a message is filled by its values, and says which of them are missing', () => {
  expect(fill('{a} of {b}, {c}', { a: 1, b: ['x', 'y'] })).toBe('1 of x, y, {c}');
});

test('words follow a count, also one that was written for people', () => {
  const message = '{n} {n|node is|nodes are} free';
  expect([0, 1, 2, '1'].map((n) => fill(message, { n }))).toEqual([
    '0 nodes are free',
    '1 node is free',
    '2 nodes are free',
    '1 node is free',
  ]);
  expect(fill(message, {})).toBe('{n} {n|node is|nodes are} free');
});

test('what a language counts as one is its own', () => {
  expect(fill('{n} {n|nœud|nœuds}', { n: 0 }, (count) => Math.abs(count) < 2)).toBe('0 nœud');
});

/** Counts of what the sentence lists one by one. */
const listOf: Record<string, string> = { count: 'ranks', waitingCount: 'waiting' };

test('every count that chooses words also stands in the sentence, as a number or as the list that it counts', () => {
  for (const message of Object.values(reasons))
    for (const [, name = ''] of message.matchAll(/\{(\w+)\|/g))
      expect(
        [`{${name}}`, `{${listOf[name] ?? name}}`].some((word) => message.includes(word)),
        message,
      ).toBe(true);
  expect(sayReason(reason('scaleUpForJobs', { needed: 1, running: 0, queued: 1 }))).toBe(
    '1 node is needed by 0 running and 1 waiting job',
  );
});
