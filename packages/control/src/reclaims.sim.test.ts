import { defaultScheduling } from '@trainyard/contracts/queues';
import { describe, expect, test } from 'vitest';
import { rough } from './testing/faults.ts';
import { SimWorld } from './testing/sim-world.ts';
import { between, pick } from './testing/trouble.ts';

const seeds = Math.ceil(Number(process.env.SIMULATION_SEEDS ?? 200) / 40);

/** Low-priority nodes that are taken back each quarter of an hour, jobs that take nodes from each other, and trouble with all of it. */
async function contest(seed: number): Promise<SimWorld> {
  const world = new SimWorld(seed, { ...rough, provisionFails: 0.3 });
  const { chance, fleet } = world;
  await world.prepare({
    scaleSettings:
      chance.next() < 0.5
        ? { autoScale: { minimumNodeCount: 0, maximumNodeCount: 4, initialNodeCount: 0 } }
        : { manual: { targetNodeCount: 4, nodeDeallocationOption: 'requeue' } },
    vmPriority: 'lowpriority',
    lowPriority: { reclaimsPerNodeHour: 4, notice: 'PT12S' },
    scheduling: { ...defaultScheduling, preemption: { enabled: true } },
  });
  fleet.trouble = true;
  for (let at = 0; at < 40; at++) {
    await world.run(chance.next() * 20_000);
    const dice = chance.next();
    const node = pick(world, [...fleet.nodes.keys()]);
    if (dice < 0.7) {
      const schedulingPriority = pick(world, ['low', 'normal', 'high']);
      const restart = { onFailure: 0, onNodeLoss: 100 };
      const nodeCount = between(world, 1, 3);
      world.submit(`j${at}`, `sim ${between(world, 0, 60_000)} 0`, { nodeCount, schedulingPriority, restart });
    } else if (dice < 0.8) await world.crashControl(chance.next() * 20_000);
    else if (dice < 0.87 && node) fleet.crashMachine(node);
    else if (dice < 0.95 && node) fleet.nodes.get(node)?.partition(chance.next() * 30_000);
  }
  fleet.trouble = false;
  for (let minute = 0; minute < 60 && (minute < 1 || world.unfinished().length > 0); minute++) await world.run(60_000);
  world.checkEnd();
  return world;
}

describe('nodes that are taken back and jobs that pre-empt', () => {
  test.each(Array.from({ length: seeds }, (_, at) => at + 1))('seed %i', async (seed) => {
    const { accepted, writer } = await contest(seed);
    const { rows } = writer;
    // One whose ports were another program's four times in a row, each with one chance in seven, is right to fail.
    const unlucky = (uid: string) => rows.get('job', uid)?.reasons[0]?.code === 'portTaken';
    const others = accepted.filter((uid) => !unlucky(uid));
    expect(others.length).toBeGreaterThanOrEqual(accepted.length - 1);
    expect(others.map((uid) => rows.get('job', uid)?.state)).toEqual(others.map(() => 'succeeded'));
    // Each receipt is of an attempt that ended, and went on unless it was done.
    for (const { jobUid, unit, attempt: number, stoppedAt, resumedAt } of rows.where('preemption', {})) {
      const [attempt] = rows.where('attempt', { jobUid, unit, number });
      expect(stoppedAt).not.toBeNull();
      expect([attempt?.outcome, resumedAt !== null]).toEqual(
        attempt?.outcome === 'succeeded' ? ['succeeded', false] : ['preempted', true],
      );
    }
  });

  test('come to both', async () => {
    const worlds = await Promise.all([1, 2, 3].map(contest));
    const takers = worlds.flatMap(({ writer }) => writer.rows.where('preemption', {})).map(({ takerUid }) => takerUid);
    expect(takers).toContain(null);
    expect(takers.some((uid) => uid !== null)).toBe(true);
  });
});
