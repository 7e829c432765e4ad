import { isDeepStrictEqual } from 'node:util';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { readEvents } from '@trainyard/db/event-log';
import { captureState, emptyState, fold } from '@trainyard/db/state';
import { describe, expect, test } from 'vitest';
import { SimWorld } from './testing/sim-world.ts';

const seeds = Math.ceil(Number(process.env.SIMULATION_SEEDS ?? 200) / 40);

/** Low-priority nodes that are taken back each quarter of an hour, jobs that take nodes from each other, and trouble with all of it. */
async function contest(seed: number): Promise<{ world: SimWorld; accepted: string[] }> {
  const world = new SimWorld(seed, { doubled: 0.2, latestMs: 5_000, provisionFails: 0.3, canFence: true });
  const { chance, fleet } = world;
  await world.prepare(
    chance.next() < 0.5
      ? { autoScale: { minimumNodeCount: 0, maximumNodeCount: 4, initialNodeCount: 0 } }
      : { manual: { targetNodeCount: 4, nodeDeallocationOption: 'requeue' } },
    {
      vmPriority: 'lowpriority',
      lowPriority: { reclaimsPerNodeHour: 4, notice: 'PT12S' },
      scheduling: { ...defaultScheduling, preemption: { enabled: true } },
    },
  );
  const accepted: string[] = [];
  for (let at = 0; at < 40; at++) {
    await world.run(chance.next() * 20_000);
    const dice = chance.next();
    const node = [...fleet.nodes.keys()][Math.floor(chance.next() * fleet.nodes.size)];
    if (dice < 0.7) {
      const schedulingPriority = ['low', 'normal', 'high'][Math.floor(chance.next() * 3)];
      const restart = { onFailure: 0, onNodeLoss: 100 };
      const nodes = 1 + Math.floor(chance.next() * 3);
      const uid = await world.submit(`j${at}`, nodes, chance.next() * 60_000, 0, { schedulingPriority, restart });
      if (uid) accepted.push(uid);
    } else if (dice < 0.8) await world.crashControl(chance.next() * 20_000);
    else if (dice < 0.87 && node) fleet.crashMachine(node);
    else if (dice < 0.95 && node) fleet.partition(node, chance.next() * 30_000);
  }
  fleet.trouble = false;
  for (let minute = 0; minute < 60 && world.unfinished(accepted).length > 0; minute++) await world.run(60_000);
  return { world, accepted };
}

describe('nodes that are taken back and jobs that pre-empt', () => {
  test.each(Array.from({ length: seeds }, (_, at) => at + 1))('seed %i', async (seed) => {
    const { world, accepted } = await contest(seed);
    const { rows, connection } = world.writer;
    expect(world.unfinished(accepted)).toEqual([]);
    expect(accepted.map((uid) => rows.get('job', uid)?.state)).toEqual(accepted.map(() => 'succeeded'));
    expect(rows.where('allocation', { to: null })).toEqual([]);
    // Each receipt is of an attempt that ended, and went on unless it was done.
    for (const { jobUid, unit, attempt: number, stoppedAt, resumedAt } of rows.where('preemption', {})) {
      const [attempt] = rows.where('attempt', { jobUid, unit, number });
      expect(stoppedAt).not.toBeNull();
      expect([attempt?.outcome, resumedAt !== null]).toEqual(
        attempt?.outcome === 'succeeded' ? ['succeeded', false] : ['preempted', true],
      );
    }
    const told = fold(emptyState(), readEvents(connection, {}, 0, Number.MAX_SAFE_INTEGER));
    expect(isDeepStrictEqual(told, captureState(connection).state)).toBe(true);
  });

  test('come to both', async () => {
    const worlds = await Promise.all([1, 2, 3].map(contest));
    const takers = worlds
      .flatMap(({ world }) => world.writer.rows.where('preemption', {}))
      .map(({ takerUid }) => takerUid);
    expect(takers).toContain(null);
    expect(takers.some((uid) => uid !== null)).toBe(true);
  });
});
