import { readEvents } from '@trainyard/db/event-log';
import { describe, expect, test } from 'vitest';
import { SimWorld } from './testing/sim-world.ts';
import { endsWell, story } from './testing/story.ts';

/** Stories told in CI; the soak tells thousands. */
const seeds = Number(process.env.SIMULATION_SEEDS ?? 200);

const calm = { doubled: 0, latestMs: 0, provisionFails: 0, canFence: true };

describe('control under crashes, cuts, delays and doubled messages', () => {
  test.each(Array.from({ length: seeds }, (_, at) => at + 1))('seed %i', async (seed) => {
    expect(await endsWell(seed)).toEqual([]);
  });
});

test('the same seed tells the same story', async () => {
  const stories = await Promise.all([story(7), story(7)]);
  const [first, second] = stories.map(({ world }) => JSON.stringify(readEvents(world.connection, {}, 0, 1_000_000)));
  expect(first).toBe(second);
});

test('without trouble every job runs once', async () => {
  const world = new SimWorld(1, calm);
  await world.prepare({ manual: { targetNodeCount: 3, nodeDeallocationOption: 'requeue' } });
  const uids = await Promise.all([1, 2, 3].map((nodeCount) => world.submit(`j${nodeCount}`, nodeCount, 5_000, 0)));
  await world.run(120_000);
  const attempts = world.writer.rows.where('attempt', {});
  expect(uids.map((uid) => world.writer.rows.get('job', uid ?? '')?.state)).toEqual([
    'succeeded',
    'succeeded',
    'succeeded',
  ]);
  expect(attempts.map(({ number, outcome }) => ({ number, outcome }))).toEqual(
    Array(3).fill({ number: 1, outcome: 'succeeded' }),
  );
});
