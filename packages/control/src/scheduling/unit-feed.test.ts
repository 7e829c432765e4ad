import { expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';
import { snapshot } from './feed.ts';
import { entryChange, unitChange } from './unit-feed.ts';

const GiB = 1024 ** 3;
const cpu = { node: 0, gpuIds: [], cpus: 1, memoryBytes: GiB };

const unitOf = (world: StillWorld, uid: string, index = 0) => {
  const change = unitChange(world.writer.rows, world.unit(uid, index).uid);
  return change.type === 'unit' ? change.unit : change;
};
const entryOf = (world: StillWorld, uid: string) => {
  const change = entryChange(world.writer.rows, uid);
  return change.type === 'unit' ? change.unit : change;
};

test('the scheduler hears what a job asks for, in the sizes of its cluster', async () => {
  const world = await new StillWorld().prepare(1);
  const more = {
    gpusPerNode: 1,
    schedulingPriority: 'high',
    nodeLabels: {},
    constraints: { maxWallClockTime: 'PT1H' },
  };
  const uid = await world.submit('j', more);
  expect(unitOf(world, uid)).toMatchObject({
    jobUid: uid,
    name: 'j',
    user: 'u',
    queue: 'default',
    // Half of the GPUs stand for half of the node where nothing else is said.
    share: { gpus: 1, cpus: 6, memoryBytes: 56 * GiB },
    priority: 2,
    since: world.job(uid).createdAt,
    limitMs: 3_600_000,
    blocked: null,
    held: null,
    stopping: false,
  });
  expect(unitOf(world, await world.submit('whole'))).toMatchObject({ share: null });
});

test('what keeps it from taking part, and nothing once it runs', async () => {
  const world = await new StillWorld().prepare(1);
  const held = await world.submit('held', { held: true });
  expect(unitOf(world, held)).toMatchObject({ blocked: { code: 'held' } });
  const later = await world.submit('later', { dependsOn: [{ job: 'held' }] });
  expect(unitOf(world, later)).toMatchObject({ blocked: { code: 'waitingForJob', params: { job: 'held' } } });
  await world.control.execute('job.update', { uid: held, change: { held: false } }, user);
  await world.startJob(held, { node: 0 });
  expect(unitOf(world, held)).toMatchObject({ blocked: null, startedAt: world.clock.now(), held: [{ cpus: 12 }] });
  await world.control.execute('job.terminate', { uid: held }, user);
  // What it holds counts until it has stopped.
  expect(unitOf(world, held)).toMatchObject({ stopping: true, held: [{ cpus: 12 }] });
  await world.end(held, null);
  expect(unitOf(world, held)).toEqual({ type: 'unitGone', uid: world.unit(held).uid });
});

test('an array is one entry of the shards that never started; those that start again are units of their own', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('a', {
    cpusPerNode: 1,
    memoryPerNode: '1GiB',
    array: { count: 4, maxParallel: 3 },
    restart: { onFailure: 1 },
  });
  expect(entryOf(world, uid)).toMatchObject({ uid, jobUid: uid, array: { left: 4, parallel: 3 }, held: null });
  await world.start(uid, cpu);
  await world.start(uid, cpu);
  await world.end(uid, 1, 0);
  expect(entryOf(world, uid)).toMatchObject({ array: { left: 2, parallel: 1 } });
  expect(unitOf(world, uid, 0)).toMatchObject({ held: null, avoid: [world.nodes()[0]?.uid] });
  expect(unitOf(world, uid, 1)).toMatchObject({ held: [{ cpus: 1 }] });
  const uids = snapshot(world.writer.rows, { now: () => 0, noGrowth: () => undefined }).units.map((unit) => unit.uid);
  expect(uids.toSorted()).toEqual([uid, world.unit(uid, 0).uid, world.unit(uid, 1).uid].toSorted());
  await world.start(uid, cpu);
  await world.end(uid, 0, 1);
  await world.start(uid, cpu);
  expect(entryOf(world, uid)).toEqual({ type: 'unitGone', uid });
});
