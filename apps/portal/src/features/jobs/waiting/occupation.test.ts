import type { NodeStanding } from '@trainyard/contracts/standing';
import { expect, test } from 'vitest';
import { uidOf } from '../../../live/testing/jobs.ts';
import { barOf, spanOf } from './occupation.ts';

const at = 1_000_000;
const hour = 3_600_000;
const job = { uid: uidOf(2), workspace: 'w', experiment: 'e', name: 'j', gpuIds: [0] };
const node = (more: Partial<NodeStanding> = {}): NodeStanding => ({
  node: { uid: uidOf(1), name: 'n' },
  use: 'busy',
  fits: false,
  why: null,
  gpus: 1,
  freeGpuIds: [],
  cpus: 1,
  freeCpus: 0,
  jobs: [job],
  otherJobs: 0,
  emptyBy: at + 2 * hour,
  emptyAbout: at + hour / 2,
  ...more,
});
const forecast = { at, p50: at + hour / 4, p90: at + hour, samples: 1 };

test('bars look ahead to the last node that is likely to come free, but not far beyond the start', () => {
  const items = [node(), node({ emptyAbout: at + 1.4 * hour })];
  expect(spanOf({ at, forecast, nodes: { items, rest: 0 } })).toBe(1.5 * hour);
  const far = [node({ emptyAbout: at + 90 * hour })];
  expect(spanOf({ at, forecast, nodes: { items: far, rest: 0 } })).toBe(2 * hour);
  expect(spanOf({ at, forecast: null, nodes: { items: [], rest: 0 } })).toBe(hour / 6);
});

test('a bar is as long as similar jobs ran, fainter up to the time limit, and goes on beyond its end', () => {
  expect(barOf(node(), { at, forecast }, hour)).toEqual({ held: 0.5, most: 1, beyond: false, own: null });
  expect(barOf(node({ emptyAbout: at + 3 * hour }), { at, forecast }, hour).beyond).toBe(true);
  expect(barOf(node({ emptyAbout: null, emptyBy: null }), { at, forecast }, hour)).toMatchObject({
    held: null,
    most: 1,
    beyond: true,
  });
  const free = node({ use: 'kept', jobs: [], emptyBy: at, emptyAbout: at });
  expect(barOf(free, { at, forecast }, hour)).toEqual({ held: 0, most: 0, beyond: false, own: 0.25 });
  const silent = node({ use: 'away', jobs: [], emptyBy: null, emptyAbout: null });
  expect(barOf(silent, { at, forecast }, hour)).toEqual({ held: null, most: 0, beyond: false, own: null });
});
