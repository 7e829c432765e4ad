import { expect, test } from 'vitest';
import { StillWorld } from '../testing/still-world.ts';

const second = 1_000;

async function pass(world: StillWorld, ms: number): Promise<void> {
  while (world.clock.step(world.clock.now() + ms));
}

test('the time that all attempts ran counts against maxWallClockTime, and the next gets the rest', async () => {
  const world = await new StillWorld().prepare(1);
  const limited = { constraints: { maxWallClockTime: 'PT60S' }, restart: { onFailure: 5, onNodeLoss: 5 } };
  const uid = await world.submit('j', limited);
  const ends = [
    { exitCode: 1, outcome: 'failed' },
    { outcome: 'lost' },
    { outcome: 'stopped' },
    { outcome: 'preempted' },
  ] as const;
  for (const [at, end] of ends.entries()) {
    await world.startJob(uid, { node: 0 });
    expect(world.task(uid).plan.wallClock).toBe(60 * second - at * 10 * second);
    await world.tell(uid, {}, { phase: 'running' });
    await pass(world, 10 * second);
    await world.tell(uid, {}, { phase: 'ended', ...end });
    expect(world.unit(uid)).toMatchObject({ state: 'queued', ranMs: (at + 1) * 10 * second, startedAt: null });
  }
  await world.startJob(uid, { node: 0 });
  await world.tell(uid, {}, { phase: 'running' });
  await pass(world, 20 * second);
  // Nothing is left for another attempt: it is not even begun.
  await world.tell(uid, {}, { phase: 'ended', outcome: 'lost' });
  const why = { code: 'wallClockExceeded', params: { limit: 'PT60S' } };
  expect(world.job(uid)).toMatchObject({ state: 'failed', reasons: [why], errors: [{ code: 'JobWallClockExceeded' }] });
});

test('a unit keeps off the node whose task exited first with a failure; being stopped is no failure', async () => {
  const world = await new StillWorld().prepare(3);
  const more = { nodeCount: 2, restart: { onFailure: 20 }, distributedSettings: { commandLine: 'true' } };
  const uid = await world.submit('j', more);
  const exited = (exitedAt: number) => [
    { index: 0, state: 'exited' as const, pid: 1, exitCode: 1, signal: null, exitedAt },
  ];
  await world.startJob(uid, { node: 0 }, { node: 1 });
  await world.tell(uid, { task: 0 }, { phase: 'ended', outcome: 'failed', exitCode: 1, processes: exited(200) }, 210);
  await world.tell(uid, { task: 1 }, { phase: 'ended', outcome: 'failed', exitCode: 9, processes: exited(100) }, 210);
  const [, blamed, other] = world.nodes().map(({ uid: node }) => node);
  expect(world.unit(uid).avoid).toEqual([blamed]);
  await world.startJob(uid, { node: 0 }, { node: 2 });
  await world.tell(uid, { task: 0 }, { phase: 'ended', outcome: 'stopped' });
  await world.tell(uid, { task: 1 }, { phase: 'ended', outcome: 'stopped' });
  expect(world.unit(uid).avoid).toEqual([blamed]);
  await world.startJob(uid, { node: 0 }, { node: 2 });
  await world.tell(uid, { task: 0 }, { phase: 'ended', outcome: 'stopped' });
  await world.tell(uid, { task: 1 }, { phase: 'ended', outcome: 'failed', exitCode: 1 });
  expect(world.unit(uid).avoid).toEqual([blamed, other]);
});

test('the newest checkpoint of its tasks stands on the unit while it runs, never later than now', async () => {
  const world = await new StillWorld().prepare(2);
  const uid = await world.submit('j', { nodeCount: 2 });
  await world.startJob(uid, { node: 0 }, { node: 1 });
  const now = world.clock.now();
  await world.tell(uid, { task: 0 }, { phase: 'running', checkpointAt: now - 60 * second });
  expect(world.unit(uid).checkpointAt).toBe(now - 60 * second);
  // An older one, and one that is hardly newer, are no news.
  const { revision } = world.unit(uid);
  await world.tell(uid, { task: 1 }, { phase: 'running', checkpointAt: now - 70 * second });
  await world.tell(uid, { task: 0 }, { phase: 'running', checkpointAt: now - 59 * second });
  expect(world.unit(uid).revision).toBe(revision);
  await world.tell(uid, { task: 1 }, { phase: 'running', checkpointAt: now + 5 * second });
  expect(world.unit(uid).checkpointAt).toBe(now);
});
