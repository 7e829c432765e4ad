import { readEvents } from '@trainyard/db/event-log';
import { describe, expect, test } from 'vitest';
import { calm } from './testing/faults.ts';
import { SimWorld } from './testing/sim-world.ts';
import { story } from './testing/story.ts';
import { tell } from './testing/tell.ts';

/** Stories told in CI; the soak tells thousands. */
const seeds = Number(process.env.SIMULATION_SEEDS ?? 200);

describe('control under crashes, cuts, delays and doubled messages', () => {
  test.each(Array.from({ length: seeds }, (_, at) => at + 1))('seed %i', async (seed) => {
    const { broken } = await tell(seed);
    if (broken) throw new Error(broken.text);
  });
});

test('the same seed tells the same story', async () => {
  const stories = await Promise.all([story(7), story(7)]);
  const [first, second] = stories.map(({ writer }) => JSON.stringify(readEvents(writer.connection, {}, 0, 1_000_000)));
  expect(first).toBe(second);
});

test('without trouble every job runs once', async () => {
  const world = new SimWorld(1, calm);
  await world.prepare({ scaleSettings: { manual: { targetNodeCount: 3, nodeDeallocationOption: 'requeue' } } });
  for (const nodeCount of [1, 2, 3]) world.submit(`j${nodeCount}`, 'sim 5000 0', { nodeCount });
  await world.run(120_000);
  const { rows } = world.writer;
  expect(world.accepted.map((uid) => rows.get('job', uid)?.state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(rows.where('attempt', {}).map(({ number, outcome }) => ({ number, outcome }))).toEqual(
    Array(3).fill({ number: 1, outcome: 'succeeded' }),
  );
});
