import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fenceKey, parseFence } from './attempt.ts';
import { parseWorkspaceRef } from './identity.ts';
import { parseStream, taskStream } from './log-frame.ts';
import { formatTime } from './times.ts';
import { formatWorkspaceRef, workspaceKeyOf } from './workspace-key.ts';

const word = fc.stringMatching(/^[-\w]{1,20}$/);

test('a workspace reference survives being written and read', () => {
  fc.assert(
    fc.property(word, fc.stringMatching(/^[-\w.]{1,20}$/), word, (subscription, resourceGroup, name) => {
      const key = { subscription, resourceGroup, name };
      const read = parseWorkspaceRef(formatWorkspaceRef(key));
      expect(read && workspaceKeyOf(read)).toBe(workspaceKeyOf(key));
    }),
  );
});

test.each(['', ':', 'a:b', 'a:b:c:d', 'a/b', 'a::b', 'x'.repeat(65)])('%j is no workspace reference', (text) => {
  expect(parseWorkspaceRef(text)).toBeUndefined();
});

test('a fence survives being written and read, and so does a stream', () => {
  const fence = fc.record({
    job: fc.uuid({ version: 7 }),
    unit: fc.nat(99_999),
    attempt: fc.integer({ min: 1, max: 999 }),
    task: fc.nat(9_999),
  });
  fc.assert(
    fc.property(fence, fc.nat(99), (of, process) => {
      expect(parseFence(fenceKey(of))).toEqual(of);
      const stream = parseStream(taskStream(of, 'run', process, 'stderr'));
      expect(stream).toEqual({ kind: 'task', fence: of, phase: 'run', process, fd: 'stderr' });
    }),
  );
});

test.each([
  '..',
  'a/0/1/0',
  '0190a0a0-0000-7000-8000-000000000000/0/0/0',
  '0190a0a0-0000-7000-8000-000000000000/-1/1/0',
  '0190a0a0-0000-7000-8000-000000000000/0/1/0/x',
])('%j is no fence', (key) => expect(parseFence(key)).toBeUndefined());

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [1_528_406_160_924, '2018-06-07T21:16:00.924Z'],
  [1_528_406_160_130, '2018-06-07T21:16:00.13Z'],
  [1_528_406_400_000, '2018-06-07T21:20:00Z'],
])('%i ms are written %s, as the service wrote it', (ms, text) => expect(formatTime(ms)).toBe(text));
