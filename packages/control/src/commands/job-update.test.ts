import { expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

const change = (world: StillWorld, uid: string, to: object) =>
  world.control.execute('job.update', { uid, change: to }, user);

test('a held job says so and does not start until it is released', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('j', { held: true });
  expect(world.job(uid)).toMatchObject({ held: true, reasons: [{ code: 'held' }] });
  expect(world.job(uid).spec).not.toHaveProperty('held');
  expect(await world.startJob(uid, { node: 0 })).toBe(false);
  await change(world, uid, { held: false });
  expect(world.job(uid)).toMatchObject({ held: false, reasons: [] });
  expect(await world.startJob(uid, { node: 0 })).toBe(true);
});

test('priority changes while it waits, and nothing once it runs or is over', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('j');
  await change(world, uid, { schedulingPriority: 'high' });
  expect(world.job(uid).spec.schedulingPriority).toBe('high');
  await world.startJob(uid, { node: 0 });
  const refusal = { code: 'NotWaiting', status: 409, params: { name: 'j', state: 'running' } };
  await expect(change(world, uid, { held: true })).rejects.toMatchObject(refusal);
  await world.end(uid, 0);
  await expect(change(world, uid, { schedulingPriority: 'low' })).rejects.toMatchObject({ code: 'NotWaiting' });
});

test('a held job that is terminated ends', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('j', { held: true });
  await world.control.execute('job.terminate', { uid }, user);
  expect(world.job(uid)).toMatchObject({ state: 'failed', held: false, errors: [{ code: 'JobTerminated' }] });
});
