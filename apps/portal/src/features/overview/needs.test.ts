import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import type { Node } from '@trainyard/contracts/node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobKey, needsOf, nextName } from './needs.ts';

const now = Date.parse('2026-06-01T12:00:00Z');
const hour = 3_600_000;
const at = (ago: number) => new Date(now - ago).toISOString();
const text = (code: string) => ({ code, params: {} });

const job = (uid: string, part: Partial<Job>): Job =>
  ({
    uid,
    reasons: [],
    executionInfo: {},
    creationTime: at(hour),
    executionStateTransitionTime: at(hour),
    ...part,
  }) as Job;
const quiet = { running: [], vitals: new Map(), preemptions: [] };
const nobody = { failed: [], waiting: [], clusters: [], nodes: [], now, ...quiet };

test('a failure of the last day is told with its reason', () => {
  const failed = [
    job('a', { reasons: [text('processExited')], executionInfo: { endTime: at(hour) } }),
    job('b', { executionInfo: { endTime: at(25 * hour) } }),
    job('c', { executionInfo: { endTime: at(2 * hour), errors: [{ code: 'X', message: 'out of memory' }] } }),
  ];
  const needs = needsOf({ ...nobody, failed });
  expect(needs.map(({ key }) => key)).toEqual(['a', 'c']);
  expect(needs[0]).toMatchObject({ why: text('processExited') });
  expect(needs[1]).toMatchObject({ why: 'out of memory' });
});

test('what somebody terminated needs nobody', () => {
  expect(needsOf({ ...nobody, failed: [job('a', { reasons: [text('terminatedByUser')] })] })).toEqual([]);
});

test('a job that waits its turn needs nobody, one that can never start does', () => {
  const waiting = [job('a', { reasons: [text('waitingBehind')] }), job('b', { reasons: [text('clusterTooSmall')] })];
  expect(needsOf({ ...nobody, waiting }).map(({ key, kind }) => [key, kind])).toEqual([['b', 'stuck']]);
});

test('silent and unusable nodes and clusters with errors are told', () => {
  const node = (uid: string, state: string, health: string) =>
    ({ uid, state, health, reason: null, stateTransitionTime: at(hour) }) as Node;
  const nodes = [node('a', 'running', 'ok'), node('b', 'running', 'silent'), node('c', 'unusable', 'ok')];
  const clusters = [
    { uid: 'd', errors: [text('provisionFailed')], allocationStateTransitionTime: at(0) },
    { uid: 'e', errors: [] as unknown[] },
  ] as Cluster[];
  expect(needsOf({ ...nobody, nodes, clusters }).map(({ key }) => key)).toEqual(['d', 'b', 'c']);
});

test.each([
  ['train', 'train-2'],
  ['train-2', 'train-3'],
  ['train-9', 'train-10'],
  ['2026-06-01', '2026-06-2'],
  ['x'.repeat(64), `${'x'.repeat(62)}-2`],
])('%s is resubmitted as %s', (name, next) => {
  expect(nextName({ experiment: 'e', name }, new Set())).toBe(next);
});

test('names that are taken in the same experiment are passed over', () => {
  const taken = new Set([
    jobKey({ experiment: 'e', name: 'Train-2' }),
    jobKey({ experiment: 'e', name: 'train-3' }),
    jobKey({ experiment: 'f', name: 'train-4' }),
  ]);
  expect(nextName({ experiment: 'e', name: 'train' }, taken)).toBe('train-4');
});

test('a resubmitted name is a name, and another one', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-\w]{1,64}$/), (name) => {
      const next = nextName({ experiment: 'e', name }, new Set());
      expect(next).toMatch(/^[-\w]{1,64}$/);
      expect(next).not.toBe(name);
    }),
  );
});

test('what stands out of a running job is told since when, and a pre-emption until its job has run again for a while', () => {
  const finding = { kind: 'hang', since: now - hour, ranks: [1], node: 'n', says: text('hangs'), evidence: [] };
  const vitals = new Map([
    ['a', { finding }],
    ['b', { finding: null }],
  ]) as never;
  const running = [job('a', {}), job('b', {}), job('c', {})];
  expect(needsOf({ ...nobody, running, vitals })).toMatchObject([
    { kind: 'finding', at: now - hour, why: text('hangs') },
  ]);
  const receipt = (uid: string, resumedAt: number | null) => ({ uid, at: now - hour, resumedAt, why: text('taken') });
  const preemptions = [receipt('x', null), receipt('y', now - 60_000), receipt('z', now - hour / 2)] as never;
  expect(needsOf({ ...nobody, preemptions }).map(({ key }) => key)).toEqual(['x', 'y']);
});
