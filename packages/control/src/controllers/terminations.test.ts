import { describe, expect, test } from 'vitest';
import { desiredOf } from '../scheduling/desired.ts';
import { agentActor, helloOf } from '../testing/agent-words.ts';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const minute = 60_000;

/** A job on two nodes that was just told to stop, with the controllers at work. */
async function stopping(more: object = {}): Promise<{ world: StillWorld; uid: string }> {
  const world = await new StillWorld().prepare(2);
  const uid = await world.submit('j', { nodeCount: 2, distributedSettings: { commandLine: 'true' }, ...more });
  await world.startJob(uid, { node: 0 }, { node: 1 });
  await world.wake();
  await pass(world, 1_000);
  for (const { uid: nodeUid } of world.nodes()) {
    const hello = helloOf(nodeUid, world.clock.now());
    await world.control.execute('node.hello', { nodeUid, hello }, agentActor(nodeUid));
  }
  await world.control.execute('job.terminate', { uid }, user);
  await settled();
  return { world, uid };
}

async function pass(world: StillWorld, ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  while (world.clock.step(until)) await settled();
}

const silence = (world: StillWorld, index: number) =>
  world.control.execute('node.contactLost', { nodeUid: world.nodes()[index]?.uid ?? '', why: 'x' }, user);
const ended = { phase: 'ended', outcome: 'stopped' } as const;

describe('a job that is being stopped', () => {
  test('ends although a node is gone that nobody can fence', async () => {
    const { world, uid } = await stopping();
    await silence(world, 1);
    await world.tell(uid, { task: 0 }, ended);
    await pass(world, 30_000);
    expect(world.job(uid).state).toBe('terminating');
    await pass(world, 3 * minute);
    expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: null, errors: [{ code: 'JobTerminated' }] });
    expect(world.task(uid, 0, 1)).toMatchObject({
      outcome: 'stopped',
      reason: { code: 'notStoppedInTime', params: { node: 'c-1' } },
    });
  });

  test('ends although an agent in contact does not come to an end, and that agent is to drop what it has', async () => {
    const { world, uid } = await stopping({ grace: 'PT1M' });
    const heard = { phase: 'stopping', step: 'stop' } as const;
    for (const task of [0, 1]) await world.tell(uid, { task }, heard);
    await pass(world, 2 * minute);
    expect(world.job(uid).state).toBe('terminating');
    await pass(world, 2 * minute);
    expect(world.job(uid).state).toBe('failed');
    for (const { uid: nodeUid } of world.nodes())
      expect(desiredOf(world.writer.rows, nodeUid, 0, '/storage').tasks).toEqual([]);
    // What is heard of it later changes nothing.
    await world.tell(uid, { task: 0 }, { phase: 'ended', outcome: 'failed', exitCode: 9 });
    expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: null });
  });

  test('has an hour to store what it made', async () => {
    const { world, uid } = await stopping();
    for (const task of [0, 1]) await world.tell(uid, { task }, { phase: 'stopping', step: 'artifacts' });
    await pass(world, 30 * minute);
    expect(world.job(uid).state).toBe('terminating');
    await pass(world, 40 * minute);
    expect(world.job(uid).state).toBe('failed');
  });

  test('is not forgotten when the server starts again', async () => {
    const { world, uid } = await stopping();
    await world.reawaken();
    await pass(world, 5 * minute);
    expect(world.job(uid).state).toBe('failed');
  });

  test('ends with all shards of an array', async () => {
    const world = await new StillWorld().prepare(2);
    const uid = await world.submit('a', { array: { count: 4 } });
    await world.start(uid, { node: 0 });
    await world.start(uid, { node: 1 });
    await world.wake();
    await world.control.execute('job.terminate', { uid }, user);
    await pass(world, 5 * minute);
    expect(world.job(uid)).toMatchObject({ state: 'failed', shards: { running: 0 } });
  });

  test('that ends by itself is left alone', async () => {
    const { world, uid } = await stopping();
    for (const task of [0, 1]) await world.tell(uid, { task }, ended);
    const { revision } = world.job(uid);
    await pass(world, 5 * minute);
    expect(world.job(uid)).toMatchObject({ state: 'failed', revision });
  });
});
