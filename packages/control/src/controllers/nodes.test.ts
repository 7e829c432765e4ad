import { readDb } from '@trainyard/db/readers/read-db';
import { scalingOf } from '@trainyard/db/readers/scaling';
import type { Provisioner } from '@trainyard/provisioners/port';
import { ProvisionFailure } from '@trainyard/provisioners/port';
import { describe, expect, test } from 'vitest';
import { StillWorld, settled, silentMachines, user } from '../testing/still-world.ts';

async function pass(world: StillWorld, ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  await settled();
  while (world.clock.step(until)) await settled();
}

/** Machines of which only so many are to be had. */
class Scarce {
  most = 0;
  asked: number[] = [];
  readonly made = new Set<string>();
  readonly world: StillWorld;
  readonly provisioner: Provisioner = {
    ...silentMachines,
    provision: async ({ nodeUid }) => {
      this.asked.push(this.world.clock.now());
      if (this.made.size >= this.most) throw new ProvisionFailure('quota', `${this.most} are all there are`);
      this.made.add(nodeUid);
    },
  };

  constructor() {
    this.world = new StillWorld({ local: this.provisioner });
  }
}

const resize = (world: StillWorld, targetNodeCount: number) =>
  world.control.execute(
    'cluster.update',
    {
      uid: world.clusterUid,
      change: { scaleSettings: { manual: { targetNodeCount, nodeDeallocationOption: 'requeue' } } },
    },
    user,
  );
const clusterOf = (world: StillWorld) => world.writer.rows.get('cluster', world.clusterUid);

test('a provisioner without nodes is asked again after longer and longer; what stood in the way is told, newest first', async () => {
  const scarce = new Scarce();
  scarce.most = 2;
  const { world } = scarce;
  await world.prepare(0);
  await world.wake();
  await resize(world, 3);
  await pass(world, 7_000);
  // At once by all, then after 2 s and 4 s by one.
  const first = scarce.asked[0] ?? 0;
  expect(scarce.asked.map((at) => Math.round((at - first) / 1000))).toEqual([0, 0, 0, 2, 6]);
  expect(clusterOf(world)?.hindrance).toMatchObject({
    code: 'scaleQuotaReached',
    params: { why: '2 are all there are' },
  });
  expect(clusterOf(world)?.errors).toMatchObject([{ code: 'provisionFailed' }]);
  scarce.most = 3;
  await pass(world, 60_000);
  expect(scarce.made.size).toBe(3);
  expect(clusterOf(world)).toMatchObject({ hindrance: null, errors: [] });
  const history = scalingOf(readDb(world.writer.connection), {
    clusterUid: world.clusterUid,
    after: undefined,
    limit: 10,
  });
  expect(history.items.map(({ from, to, current, why }) => ({ from, to, current, code: why.code }))).toEqual([
    { from: 3, to: 3, current: 3, code: 'scaleFreeAgain' },
    { from: 3, to: 3, current: 3, code: 'scaleQuotaReached' },
    { from: 0, to: 3, current: 0, code: 'scaleManual' },
    { from: 0, to: 0, current: 0, code: 'scaleManual' },
  ]);
  const page = (after: string | undefined) =>
    scalingOf(readDb(world.writer.connection), { clusterUid: world.clusterUid, after, limit: 2 });
  const one = page(undefined);
  expect(one.next).not.toBeNull();
  expect(one.items).toEqual(history.items.slice(0, one.items.length));
  const before = page(undefined).items[0]?.seq;
  // The same reason for another size: the event tells only what changed.
  const targetNodes = (nodes: number) =>
    world.writer.run(
      user,
      (tx) => void tx.update('cluster', world.clusterUid, { targetNodes: nodes }, 'cluster.scaled'),
    );
  await targetNodes(4);
  await targetNodes(3);
  await settled();
  expect(page(undefined).items).toMatchObject([
    { from: 4, to: 3, why: { code: 'scaleManual' } },
    { from: 3, to: 4, why: { code: 'scaleManual' } },
  ]);
  expect(page(undefined).next).toBe(String(page(undefined).items[1]?.seq));
  expect(page(page(undefined).next ?? '').items[0]?.seq).toBe(before);
  await resize(world, 0);
  await pass(world, 60_000);
  expect(page(undefined).items[0]).toMatchObject({ from: 3, to: 0, current: 3 });
});

test('a slow provisioner is waited for, and holds up nobody', async () => {
  const pending: (() => void)[] = [];
  const world = new StillWorld({
    local: { ...silentMachines, provision: () => new Promise((resolve) => pending.push(resolve)) },
  });
  await world.prepare(0);
  await world.wake();
  await resize(world, 1);
  await pass(world, 30 * 60_000);
  expect(world.nodes()).toMatchObject([{ state: 'preparing', reason: { code: 'nodeBeingMade' } }]);
  for (const made of pending) made();
  await pass(world, 1_000);
  expect(world.nodes()).toMatchObject([{ state: 'preparing', reason: { code: 'nodeStarting' } }]);
  await pass(world, 61_000);
  expect(world.nodes()).toMatchObject([{ state: 'unusable', reason: { code: 'nodeNeverArrived' } }]);
});

describe('a cluster that is made smaller', () => {
  /** Of three nodes two are busy: with the job that was started last, and with one that lost least work to its last checkpoint. */
  async function shrunk(option: 'requeue' | 'terminate' | 'waitforjobcompletion', to: number) {
    const world = await new StillWorld().prepare(3);
    const [old, young] = [await world.submit('old'), await world.submit('young')];
    await world.startJob(old, { node: 0 });
    await world.tell(old, {}, { phase: 'running' });
    world.clock.step(world.clock.now() + 60_000);
    await world.startJob(young, { node: 2 });
    await world.tell(young, {}, { phase: 'running' });
    await world.wake();
    const change = { scaleSettings: { manual: { targetNodeCount: to, nodeDeallocationOption: option } } };
    await world.control.execute('cluster.update', { uid: world.clusterUid, change }, user);
    await settled();
    return { world, old, young };
  }

  test('gives the empty node back first and disturbs nobody', async () => {
    const { world, old, young } = await shrunk('requeue', 2);
    expect(world.nodes().map(({ ordinal }) => ordinal)).toEqual([0, 2]);
    expect([world.task(old).want, world.task(young).want]).toEqual(['run', 'run']);
  });

  test('requeue stops the job that loses least, which waits again', async () => {
    const { world, old, young } = await shrunk('requeue', 1);
    expect([world.task(old).want, world.task(young).want]).toEqual(['run', 'stop']);
    await world.end(young, null);
    await settled();
    expect(world.unit(young)).toMatchObject({ state: 'queued', failures: 0, losses: 0 });
    expect(world.writer.rows.where('preemption', {})).toMatchObject([
      { jobUid: young, takerUid: null, why: { code: 'nodeRemoved' }, stoppedAt: expect.any(Number) },
    ]);
    expect(world.nodes().map(({ ordinal }) => ordinal)).toEqual([0]);
  });

  test('terminate ends it for good', async () => {
    const { world, young } = await shrunk('terminate', 1);
    await world.end(young, null);
    expect(world.job(young)).toMatchObject({ state: 'failed', errors: [{ code: 'JobTerminated' }] });
  });

  test('waitforjobcompletion lets it finish, and takes the node then', async () => {
    const { world, old, young } = await shrunk('waitforjobcompletion', 1);
    expect([world.task(old).want, world.task(young).want]).toEqual(['run', 'run']);
    expect(world.nodes()).toHaveLength(2);
    await world.end(young, 0);
    await settled();
    expect(world.job(young).state).toBe('succeeded');
    expect(world.nodes().map(({ ordinal }) => ordinal)).toEqual([0]);
  });
});

test('a node that is lost takes all the jobs along that shared it, and no others', async () => {
  const world = await new StillWorld().prepare(2);
  const part = { cpus: 1, memoryBytes: 1, gpuIds: [] };
  const jobs = [await world.submit('a', { cpusPerNode: 1 }), await world.submit('b', { cpusPerNode: 1 })];
  const other = await world.submit('c', { cpusPerNode: 1 });
  for (const job of jobs) await world.startJob(job, { node: 0, ...part });
  await world.startJob(other, { node: 1, ...part });
  const lost = world.nodes()[0]?.uid ?? '';
  await world.control.execute('node.contactLost', { nodeUid: lost, why: 'cut' }, user);
  await world.control.execute('node.declareLost', { uid: lost }, user);
  expect(jobs.map((job) => world.unit(job))).toMatchObject([
    { state: 'queued', losses: 1 },
    { state: 'queued', losses: 1 },
  ]);
  expect(world.unit(other).state).toBe('running');
});
