import { expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const cpu = { node: 0, gpuIds: [], cpus: 0.01, memoryBytes: 1 };

test('an array goes a part at a time, with all it owns; the ledger stays', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('a', { cpusPerNode: 0.01, memoryPerNode: '4MiB', array: { count: 900 } });
  for (let at = 0; at < 900; at++) {
    await world.start(uid, cpu);
    await world.end(uid, 0, at);
  }
  let most = 0;
  world.control.onEvents((events) => {
    most = Math.max(most, events.filter(({ type }) => type.endsWith('.deleted')).length);
  });
  await world.wake();
  await world.control.execute('job.delete', { uid }, user);
  for (let turn = 0; turn < 50 && world.writer.rows.get('job', uid); turn++) await settled();
  const { rows } = world.writer;
  expect(rows.get('job', uid)).toBeUndefined();
  for (const kind of ['unit', 'attempt', 'task'] as const) expect(rows.where(kind, { jobUid: uid })).toEqual([]);
  expect(rows.where('allocation', { jobUid: uid })).toHaveLength(900);
  expect(most).toBeLessThan(2_700);
});

test('a part that is left at a restart goes then', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('a', { cpusPerNode: 0.01, memoryPerNode: '4MiB', array: { count: 900 } });
  for (let at = 0; at < 900; at++) {
    await world.start(uid, cpu);
    await world.end(uid, 0, at);
  }
  await world.control.execute('job.delete', { uid }, user);
  expect(world.writer.rows.get('job', uid)).toBeDefined();
  await world.wake();
  for (let turn = 0; turn < 50 && world.writer.rows.get('job', uid); turn++) await settled();
  expect(world.writer.rows.get('job', uid)).toBeUndefined();
});
