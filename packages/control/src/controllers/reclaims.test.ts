import { expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const low = { vmPriority: 'lowpriority', lowPriority: { reclaimsPerNodeHour: 0, notice: 'PT40S' } } as const;

async function pass(world: StillWorld, ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  while (world.clock.step(until)) await settled();
}

/** A job with a grace of ten seconds runs on a low-priority node. */
async function running(cluster: object = low) {
  const world = await new StillWorld().prepare(1, cluster);
  const job = await world.submit('j', { restart: { onFailure: 0, onNodeLoss: 0 }, grace: 'PT10S' });
  await world.wake();
  expect(world.unit(job).state).toBe('running');
  await world.tell(job, {}, { phase: 'running' });
  const [node] = world.nodes();
  const reclaim = () => world.control.execute('node.reclaim', { uid: node?.uid ?? '' }, user);
  return { world, job, nodeUid: node?.uid ?? '', reclaim };
}

test('a node under notice takes no new work and is replaced; its job is stopped in time for its grace, and goes on elsewhere', async () => {
  const { world, job, nodeUid, reclaim } = await running();
  const from = world.clock.now();
  await reclaim();
  await settled();
  const [node, other] = world.nodes();
  expect(node).toMatchObject({ uid: nodeUid, reclaimAt: from + 40_000, intent: 'remove', state: 'running' });
  expect(other).toMatchObject({ intent: 'keep', state: 'preparing' });
  await reclaim();
  expect(world.nodes()[0]?.reclaimAt).toBe(from + 40_000);
  await pass(world, 27_900);
  expect(world.task(job).want).toBe('run');
  await pass(world, 200);
  expect(world.task(job)).toMatchObject({
    want: 'stop',
    wantReason: { code: 'nodeReclaimed' },
    grace: expect.any(Number),
  });
  const receipt = () => world.writer.rows.where('preemption', {})[0];
  expect(receipt()).toMatchObject({ jobUid: job, takerUid: null, nodes: ['c-0'], why: { code: 'nodeReclaimed' } });
  await world.end(job, null);
  await settled();
  expect(world.unit(job)).toMatchObject({ state: 'queued', losses: 0, failures: 0 });
  expect(world.writer.rows.where('attempt', { jobUid: job })).toMatchObject([{ outcome: 'preempted' }]);
  // Nothing runs on it any more: it goes before its time.
  expect(world.nodes().map(({ uid }) => uid)).not.toContain(nodeUid);
});

test('what does not end in time ends with the node, and still counts as taken', async () => {
  const { world, job, nodeUid, reclaim } = await running();
  await reclaim();
  await pass(world, 40_100);
  expect(world.unit(job)).toMatchObject({ state: 'queued', losses: 0 });
  expect(world.writer.rows.where('preemption', {})).toMatchObject([{ stoppedAt: expect.any(Number) }]);
  expect(world.nodes().map(({ uid }) => uid)).not.toContain(nodeUid);
});

test('a notice that ran out while the control plane was away ends the node when it is back, and counts as taken', async () => {
  const world = await new StillWorld().prepare(1, low);
  const job = await world.submit('j', { restart: { onFailure: 0, onNodeLoss: 0 } });
  await world.startJob(job, { node: 0 });
  await world.tell(job, {}, { phase: 'running' });
  const nodeUid = world.nodes()[0]?.uid ?? '';
  await world.control.execute('node.reclaim', { uid: nodeUid }, user);
  world.clock.step(world.clock.now() + 3_600_000);
  await world.wake();
  expect(world.unit(job)).toMatchObject({ state: 'queued', losses: 0 });
  expect(world.writer.rows.where('preemption', {})).toMatchObject([{ takerUid: null, lostMs: 3_600_000 }]);
  expect(world.nodes().map(({ uid }) => uid)).not.toContain(nodeUid);
});

test('only low-priority nodes are reclaimed, by command and at random', async () => {
  const { world, reclaim } = await running({});
  await expect(reclaim()).rejects.toMatchObject({ code: 'NotLowPriority' });
  const often = { lowPriority: { reclaimsPerNodeHour: 3_600, notice: 'PT1S' } };
  await expect(
    world.control.execute('cluster.update', { uid: world.clusterUid, change: often }, user),
  ).rejects.toMatchObject({ code: 'NotLowPriority' });
  await pass(world, 60_000);
  expect(world.nodes()[0]?.reclaimAt).toBeNull();
});

test('reclaims come at random as often as the cluster says', async () => {
  const world = await new StillWorld().prepare(40, {
    ...low,
    lowPriority: { reclaimsPerNodeHour: 1, notice: 'PT1S' },
  });
  await world.wake();
  const given = new Set<string>();
  world.control.onEvents((events) => {
    for (const { changed, subject } of events) if (typeof changed.reclaimAt === 'number') given.add(subject.uid);
  });
  await pass(world, 3_600_000);
  // 40 node hours at one an hour; those that come after are reclaimed too. Poisson: five sigma around 40.
  expect(given.size).toBeGreaterThan(10);
  expect(given.size).toBeLessThan(80);
});
