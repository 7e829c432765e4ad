import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import { expect, it } from 'vitest';
import { courseOf } from './lost-work.ts';

const attempt = (number: number, outcome: string | null, phaseTimes: Attempt['phaseTimes']) =>
  ({ number, unit: 0, outcome, phaseTimes }) as unknown as Attempt;
const saved = (of: number, at: number, path: string) =>
  ({ kind: 'checkpoint', unit: 0, attempt: of, path, storedAt: new Date(at).toISOString() }) as Artifact;

const files = [saved(1, 50_000, 'step-1'), saved(1, 80_000, 'step-2')];

it('counts from the last checkpoint, or from where it began to run', () => {
  expect(courseOf(attempt(1, 'lost', { running: 10_000, ended: 95_000 }), files).lostMs).toBe(15_000);
  expect(courseOf(attempt(1, 'failed', { running: 10_000, ended: 95_000 }), []).lostMs).toBe(85_000);
  expect(courseOf(attempt(1, 'succeeded', { running: 10_000, ended: 95_000 }), []).lostMs).toBeNull();
  expect(courseOf(attempt(1, null, { running: 10_000 }), files).lostMs).toBeNull();
});

it('names the checkpoint that the next one went on from', () => {
  expect(courseOf(attempt(2, null, { running: 100_000 }), files).resumed).toEqual({
    at: 80_000,
    path: 'step-2',
    attempt: 1,
  });
  expect(courseOf(attempt(2, null, { running: 100_000 }), []).resumed).toBeNull();
  expect(courseOf(attempt(1, null, { running: 100_000 }), files).resumed).toBeNull();
});
