import { expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

async function pass(world: StillWorld, ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  while (world.clock.step(until)) await settled();
}

/** A job runs on the first of two nodes. */
async function running() {
  const world = await new StillWorld().prepare(2, {
    scaleSettings: { manual: { targetNodeCount: 2, nodeDeallocationOption: 'requeue' } },
  });
  const job = await world.submit('j', { restart: { onFailure: 0, onNodeLoss: 0 }, grace: 'PT10S' });
  await world.startJob(job, { node: 0 });
  await world.tell(job, {}, { phase: 'running' });
  const [node] = world.nodes();
  const uid = node?.uid ?? '';
  const drain = (how: { deadlineSeconds?: number; force?: boolean }) =>
    world.control.execute('node.drain', { uid, drain: { force: false, ...how } }, user);
  const update = (change: { schedulable: boolean }) => world.control.execute('node.update', { uid, change }, user);
  return { world, job, drain, update, node: () => world.nodes()[0] };
}

test('a drained node takes no new work, and what runs there ends by itself', async () => {
  const { world, job, drain, node } = await running();
  await world.wake();
  await drain({});
  await pass(world, 3_600_000);
  expect(node()).toMatchObject({ schedulable: false, intent: 'keep', drain: { by: 'u', deadline: null } });
  expect(world.task(job).want).toBe('run');
});

test('at the deadline what still runs is stopped with the grace of its job, as taken, and waits again', async () => {
  const { world, job, drain, node } = await running();
  await world.wake();
  await drain({ deadlineSeconds: 2 });
  await pass(world, 1_900);
  expect(world.task(job).want).toBe('run');
  await pass(world, 200);
  const why = { code: 'nodeDrained', params: { node: 'c-0', actor: 'u' } };
  expect(world.task(job)).toMatchObject({ want: 'stop', wantReason: why, grace: null });
  expect(world.writer.rows.where('preemption', {})).toMatchObject([
    { jobUid: job, takerUid: null, nodes: ['c-0'], why },
  ]);
  await world.end(job, null);
  await settled();
  expect(world.writer.rows.where('attempt', { jobUid: job })[0]).toMatchObject({ outcome: 'preempted', reason: why });
  expect(world.unit(job)).toMatchObject({ losses: 0, failures: 0 });
  // It goes on at once, on the node that is left.
  await pass(world, 100);
  expect(world.unit(job).state).toBe('running');
  const [, second] = world.writer.rows.where('task', { jobUid: job });
  expect(second?.nodeUid).toBe(world.nodes()[1]?.uid);
  expect(node()).toMatchObject({ schedulable: false, intent: 'keep' });
});

test('by force it is stopped in the same moment, once', async () => {
  const { world, job, drain } = await running();
  await drain({ force: true });
  expect(world.task(job)).toMatchObject({ want: 'stop', wantReason: { code: 'nodeDrained' } });
  await drain({ force: true });
  await world.wake();
  await pass(world, 5_000);
  expect(world.writer.rows.where('preemption', {})).toHaveLength(1);
});

test('a deadline that passed while the control plane was away counts when it is back', async () => {
  const { world, job, drain } = await running();
  await drain({ deadlineSeconds: 60 });
  world.clock.step(world.clock.now() + 3_600_000);
  expect(world.task(job).want).toBe('run');
  await world.wake();
  expect(world.task(job)).toMatchObject({ want: 'stop', wantReason: { code: 'nodeDrained' } });
});

test('the newest word counts: another deadline, none, or that it takes work again', async () => {
  const { world, job, drain, update, node } = await running();
  await world.wake();
  await drain({ deadlineSeconds: 60 });
  const since = node()?.drain?.since;
  await drain({ deadlineSeconds: 600 });
  await pass(world, 120_000);
  expect(world.task(job).want).toBe('run');
  await drain({});
  await pass(world, 3_600_000);
  expect(world.task(job).want).toBe('run');
  expect(node()?.drain).toEqual({ by: 'u', since, deadline: null });
  await drain({ deadlineSeconds: 60 });
  await update({ schedulable: true });
  await pass(world, 3_600_000);
  expect(node()).toMatchObject({ schedulable: true, drain: null });
  expect(world.task(job).want).toBe('run');
  expect(world.writer.rows.where('preemption', {})).toHaveLength(0);
});

test('a job that is being stopped gets no receipt, and a node that leaves is not drained', async () => {
  const { world, job, drain } = await running();
  await world.control.execute('job.terminate', { uid: job }, user);
  await drain({ force: true });
  expect(world.writer.rows.where('preemption', {})).toHaveLength(0);
  const node = world.nodes()[0];
  await world.writer.run(user, (tx) => tx.update('node', node?.uid ?? '', { state: 'leaving' }, 'node.updated'));
  await expect(drain({ force: true })).rejects.toMatchObject({ code: 'NodeLeaves' });
});
