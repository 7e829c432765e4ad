import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import { expect, it } from 'vitest';
import { atRisk } from './at-risk.ts';

const attempt = (phaseTimes: Attempt['phaseTimes']) =>
  ({ number: 2, unit: 0, phaseTimes, tasks: [] }) as unknown as Attempt;
const saved = (at: number, of = 2) =>
  ({ kind: 'checkpoint', attempt: of, unit: 0, storedAt: new Date(at).toISOString() }) as Artifact;

it('is all that was done while nothing was saved', () => {
  expect(atRisk(attempt({ running: 1_000 }), [], 61_000)).toEqual({
    ms: 60_000,
    checkpointAt: null,
    every: null,
    safe: false,
  });
  expect(atRisk(attempt({ running: 1_000 }), [saved(30_000, 1)], 61_000)?.checkpointAt).toBeNull();
  expect(atRisk(attempt({ running: 1_000, ended: 9_000 }), [], 61_000)).toBeNull();
  expect(atRisk(undefined, [], 0)).toBeNull();
});

it('knows the rhythm once it was seen, and counts files that were stored together once', () => {
  const files = [100_000, 101_000, 400_000, 700_000, 701_000].map((at) => saved(at));
  const found = atRisk(attempt({ running: 1_000 }), files, 740_000);
  expect(found).toEqual({ ms: 39_000, checkpointAt: 701_000, every: 301_000, safe: true });
  expect(atRisk(attempt({ running: 1_000 }), files, 900_000)?.safe).toBe(false);
});
