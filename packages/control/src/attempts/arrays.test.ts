import { describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

const cpu = { node: 0, gpuIds: [], cpus: 0.1, memoryBytes: 1024 };
const small = { cpusPerNode: 0.1, memoryPerNode: '4MiB' };

async function array(settings: object, more: object = {}) {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('a', { ...small, array: settings, ...more });
  return { world, uid };
}

test('a hundred thousand shards are one row to submit', async () => {
  const world = await new StillWorld().prepare(1);
  const { seq } = await world.writer.run(user, (tx) => ({ seq: tx.seq }));
  await world.submit('one');
  const gang = await world.writer.run(user, (tx) => tx.seq - seq);
  const uid = await world.submit('many', { array: { count: 100_000 } });
  expect(await world.writer.run(user, (tx) => tx.seq - seq - gang)).toBeLessThanOrEqual(gang);
  expect(world.writer.rows.where('unit', { jobUid: uid })).toEqual([]);
  expect(world.job(uid).shards).toMatchObject({ count: 100_000, waiting: 100_000, running: 0 });
});

test('shards start in order, each a unit with its own attempts, place and variables', async () => {
  const { world, uid } = await array({ count: 3 });
  expect(await world.start(uid, cpu)).toBe(true);
  expect(await world.start(uid, cpu)).toBe(true);
  expect(world.job(uid)).toMatchObject({ state: 'running', shards: { waiting: 1, running: 2 } });
  expect(world.unit(uid, 1).path).toMatch(/\/jobs\/a\/units\/1$/);
  const { plan, path } = world.task(uid, 1);
  expect(path).toMatch(/\/units\/1\/attempts\/1\/tasks\/0$/);
  expect(plan).toMatchObject({
    fence: { unit: 1 },
    shard: { index: 1, count: 3 },
    segment: `${world.job(uid).segment}/1`,
  });
});

test('at most maxParallel shards live, those that start again included', async () => {
  const { world, uid } = await array({ count: 3, maxParallel: 1 }, { restart: { onFailure: 1 } });
  await world.start(uid, cpu);
  expect(await world.start(uid, cpu)).toBe(false);
  await world.end(uid, 1);
  expect(world.job(uid).shards).toMatchObject({ waiting: 2, running: 0, retrying: 1 });
  expect(await world.start(uid, cpu)).toBe(false);
  expect(await world.start(world.unit(uid).uid, cpu)).toBe(true);
  expect(world.unit(uid)).toMatchObject({ attempts: 2, failures: 1 });
  await world.end(uid, 0);
  expect(world.job(uid).shards).toMatchObject({ waiting: 2, running: 0, retrying: 0, succeeded: 1 });
  expect(await world.start(uid, cpu)).toBe(true);
});

describe('an array ends', () => {
  async function ran(settings: { count: number }, codes: number[]) {
    const { world, uid } = await array(settings);
    for (const _ of codes) await world.start(uid, cpu);
    for (const [unit, code] of codes.entries()) await world.end(uid, code, unit);
    return world.job(uid);
  }

  test('well when all shards did', async () => {
    expect(await ran({ count: 2 }, [0, 0])).toMatchObject({ state: 'succeeded', exitCode: 0, errors: [] });
  });

  test('well when enough did', async () => {
    const job = await ran({ count: 3, minSucceeded: 2 } as never, [0, 7, 0]);
    expect(job).toMatchObject({ state: 'succeeded', shards: { succeeded: 2, failed: 1 } });
  });

  test('badly when too few did, though as many failed as may', async () => {
    const job = await ran({ count: 2, minSucceeded: 2, maxFailed: 2 } as never, [0, 7]);
    expect(job).toMatchObject({ state: 'failed', exitCode: 7, reasons: [{ code: 'tooManyShardsFailed' }] });
  });

  test('as soon as too many failed: what runs is stopped, what waits never starts', async () => {
    const { world, uid } = await array({ count: 10 });
    for (let at = 0; at < 3; at++) await world.start(uid, cpu);
    await world.end(uid, 7, 1);
    const why = { code: 'tooManyShardsFailed', params: { failed: 1, allowed: 0 } };
    expect(world.job(uid)).toMatchObject({ state: 'terminating', reasons: [why], stopBy: null });
    expect(world.task(uid, 0)).toMatchObject({ want: 'stop', wantReason: why });
    expect(world.unit(uid, 0).stopping).toBe(true);
    expect(await world.start(uid, cpu)).toBe(false);
    await world.end(uid, null, 0);
    expect(world.job(uid).state).toBe('terminating');
    // One that had finished all the same counts as what it is.
    await world.end(uid, 0, 2);
    expect(world.job(uid)).toMatchObject({
      state: 'failed',
      exitCode: 7,
      reasons: [why],
      errors: [{ code: 'JobFailed', message: '1 shard failed, at most 0 may' }],
      shards: { waiting: 7, running: 0, succeeded: 1, failed: 2 },
    });
  });

  test('when somebody stops it: all shards at once, those that were to start again too', async () => {
    const { world, uid } = await array({ count: 5 }, { restart: { onFailure: 1 } });
    for (let at = 0; at < 3; at++) await world.start(uid, cpu);
    await world.end(uid, 1, 0);
    await world.control.execute('job.terminate', { uid }, user);
    expect([1, 2].map((unit) => world.task(uid, unit).want)).toEqual(['stop', 'stop']);
    await world.end(uid, null, 1);
    await world.end(uid, null, 2);
    expect(world.job(uid)).toMatchObject({
      state: 'failed',
      errors: [{ code: 'JobTerminated' }],
      shards: { waiting: 2, running: 0, retrying: 0, failed: 3 },
    });
    expect(world.unit(uid, 0).state).toBe('failed');
  });
});

test('a lost shard starts again and the others go on', async () => {
  const { world, uid } = await array({ count: 2 });
  await world.start(uid, cpu);
  await world.start(uid, cpu);
  await world.tell(uid, { unit: 0 }, { phase: 'ended', outcome: 'lost' });
  expect(world.unit(uid, 0)).toMatchObject({ state: 'queued', losses: 1 });
  expect(world.job(uid)).toMatchObject({ state: 'running', shards: { retrying: 1, running: 1 } });
});

test('resubmitted, it is the same array anew', async () => {
  const { world, uid } = await array({ count: 2, maxParallel: 1 });
  await world.start(uid, cpu);
  const again = await world.control.execute('job.resubmit', { uid, name: 'b' }, user);
  expect(world.job(again.uid)).toMatchObject({ spec: { array: { count: 2, maxParallel: 1 } }, shards: { waiting: 2 } });
});
