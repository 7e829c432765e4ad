import { defaultScheduling } from '@trainyard/contracts/queues';
import type { ReservationCreate } from '@trainyard/contracts/reservation';
import { formatTime } from '@trainyard/contracts/times';
import { getLimit } from '@trainyard/db/readers/limits';
import { readDb } from '@trainyard/db/readers/read-db';
import { describe, expect, test } from 'vitest';
import { clusterChange } from '../scheduling/feed.ts';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const queue = (name: string, nominal = {}) => ({ name, nominal });
const scheduling = { ...defaultScheduling, queues: [queue('Big', { gpus: 4 }), queue('small')] };

describe('reservations', () => {
  const reserve = (world: StillWorld, body: Partial<ReservationCreate> & { name: string }) =>
    world.control.execute(
      'reservation.create',
      { clusterUid: world.clusterUid, body: { nodeCount: 1, ...body } },
      user,
    );
  const at = (world: StillWorld, ms: number) => formatTime(world.clock.now() + ms);

  test('have a name once in their cluster, however it is written', async () => {
    const world = await new StillWorld().prepare(3);
    await reserve(world, { name: 'Night' });
    await expect(reserve(world, { name: 'nIGHT' })).rejects.toMatchObject({ code: 'AlreadyExists' });
  });

  test('keep at most what the cluster can have at any moment of their time', async () => {
    const world = await new StillWorld().prepare(3);
    await reserve(world, { name: 'a', nodeCount: 2, from: at(world, 1_000), to: at(world, 2_000) });
    await reserve(world, { name: 'b', nodeCount: 1, from: at(world, 1_500), to: at(world, 3_000) });
    await expect(reserve(world, { name: 'c', nodeCount: 1, to: at(world, 1_600) })).rejects.toMatchObject({
      code: 'ReservationTooLarge',
      params: { maximum: 3, reserved: 3, fitting: 0 },
    });
    await expect(reserve(world, { name: 'c', nodeCount: 3, from: at(world, 2_000) })).rejects.toMatchObject({
      params: { maximum: 3, reserved: 1, fitting: 2 },
    });
    await reserve(world, { name: 'c', nodeCount: 3, to: at(world, 1_000) });
    await expect(reserve(world, { name: 'd', nodeCount: 4, from: at(world, 9_000) })).rejects.toMatchObject({
      params: { fitting: 3 },
    });
  });

  test('need a workspace that is there and a time that is not over', async () => {
    const world = await new StillWorld().prepare(1);
    await expect(reserve(world, { name: 'a', workspace: 'nobody' })).rejects.toMatchObject({
      code: 'WorkspaceNotFound',
    });
    await expect(reserve(world, { name: 'a', to: at(world, -1) })).rejects.toMatchObject({
      details: [{ path: 'to' }],
    });
  });

  test('keep the nodes from others while they last, and go when they are over', async () => {
    const world = await new StillWorld().prepare(1);
    await reserve(world, { name: 'maintenance', to: at(world, 3_000) });
    const job = await world.submit('j');
    await world.wake();
    expect(world.job(job).reasons.map(({ code }) => code)).toContain('nodesReserved');
    const until = world.clock.now() + 3_001;
    while (world.clock.step(until)) await settled();
    expect(world.writer.rows.where('reservation', {})).toEqual([]);
    expect(world.job(job).state).toBe('running');
  });

  test('end when they are deleted', async () => {
    const world = await new StillWorld().prepare(1);
    const { uid } = await reserve(world, { name: 'a' });
    const job = await world.submit('j');
    await world.wake();
    expect(world.job(job).state).toBe('queued');
    await world.control.execute('reservation.delete', { uid }, user);
    await settled();
    expect(world.job(job).state).toBe('running');
  });
});

describe('limits', () => {
  const set = (world: StillWorld, scope: 'workspace' | 'user', name: string, limits: object) =>
    world.control.execute('limit.set', { scope, name, limits }, user);
  const states = (world: StillWorld, ...uids: string[]) => uids.map((uid) => world.job(uid).state);

  test('of a user hold while his jobs run, and a new one replaces what was before', async () => {
    const world = await new StillWorld().prepare(3);
    const { uid } = await set(world, 'user', user.name, { jobs: 1 });
    const [a, b] = [await world.submit('a'), await world.submit('b')];
    await world.wake();
    expect(states(world, a, b)).toEqual(['running', 'queued']);
    expect(world.job(b).reasons).toMatchObject([{ code: 'userLimit' }]);
    expect(getLimit(readDb(world.writer.connection), { uid })?.used).toEqual({
      cores: 12,
      gpus: 2,
      jobs: 1,
      waiting: 1,
    });
    expect(await set(world, 'user', user.name, { jobs: 2 })).toEqual({ uid });
    await settled();
    expect(states(world, a, b)).toEqual(['running', 'running']);
  });

  test('for * are of each without its own, also of who comes later', async () => {
    const world = await new StillWorld().prepare(4);
    const { uid } = await set(world, 'user', '*', { jobs: 1 });
    await set(world, 'user', 'bob', { jobs: 2 });
    await world.wake();
    const by = (name: string) => ({ ...user, name });
    const [ann1, ann2] = [await world.submit('a1', {}, by('ann')), await world.submit('a2', {}, by('ann'))];
    const [bob1, bob2] = [await world.submit('b1', {}, by('bob')), await world.submit('b2', {}, by('bob'))];
    await settled();
    expect(states(world, ann1, ann2, bob1, bob2)).toEqual(['running', 'queued', 'running', 'running']);
    expect(getLimit(readDb(world.writer.connection), { uid })?.used).toBeNull();
    await world.control.execute('limit.delete', { scope: 'user', name: '*' }, user);
    await settled();
    expect(states(world, ann2)).toEqual(['running']);
  });

  test('of a workspace are kept by what it is, not by what it is called', async () => {
    const world = await new StillWorld().prepare(1);
    await set(world, 'workspace', 'W', { gpus: 0 });
    const job = await world.submit('j', { cpusPerNode: 1 });
    const whole = await world.submit('k', { gpusPerNode: 1 }).catch((error: unknown) => error);
    expect(whole).toMatchObject({ code: 'NeverFits' });
    await world.wake();
    expect(world.job(job).state).toBe('running');
    await expect(set(world, 'workspace', 'nobody', { gpus: 1 })).rejects.toMatchObject({ code: 'WorkspaceNotFound' });
    const missing = world.control.execute('limit.delete', { scope: 'user', name: 'nobody' }, user);
    await expect(missing).rejects.toMatchObject({ code: 'LimitNotFound' });
  });
});

describe('nodes', () => {
  const update = (world: StillWorld, at: number, change: object) =>
    world.control.execute('node.update', { uid: world.nodes()[at]?.uid ?? '', change }, user);

  test('that are cordoned take no work until they are uncordoned, whatever their agents say', async () => {
    const world = await new StillWorld().prepare(1);
    const running = await world.submit('before');
    await world.wake();
    await update(world, 0, { schedulable: false });
    const waiting = await world.submit('after');
    await settled();
    expect(world.job(running).state).toBe('running');
    await world.end(running, 0);
    const nodeUid = world.nodes()[0]?.uid ?? '';
    const agent = { kind: 'agent', id: nodeUid, name: 'n', via: 'fleet' } as const;
    const report = { n: 1, tasks: [], node: { phase: 'ready', reason: null } } as const;
    await world.control.execute('node.report', { nodeUid, report: { ...report, tasks: [] } }, agent);
    await settled();
    expect(world.job(waiting).state).toBe('queued');
    await update(world, 0, { schedulable: true });
    await settled();
    expect(world.job(waiting).state).toBe('running');
  });

  test('have labels of their own beside those of their cluster', async () => {
    const world = await new StillWorld().prepare(2, { nodeLabels: { kind: 'old' } });
    await update(world, 1, { labels: { rack: 'b' } });
    const job = await world.submit('j', { nodeLabels: { kind: 'old', rack: 'b' } });
    await world.wake();
    expect(world.task(job).nodeUid).toBe(world.nodes()[1]?.uid);
  });
});

describe('queues', () => {
  test('are told as they stand, the default one always', async () => {
    const world = await new StillWorld().prepare(2, { scheduling });
    await world.submit('j', { queue: 'BIG', gpusPerNode: 1 });
    await world.wake();
    const { items } = await world.control.execute('cluster.queues', { uid: world.clusterUid }, user);
    expect(items.map(({ name, nominal, running }) => ({ name, nominal, running }))).toEqual([
      { name: 'default', nominal: {}, running: 0 },
      { name: 'Big', nominal: { gpus: 4 }, running: 1 },
      { name: 'small', nominal: {}, running: 0 },
    ]);
    expect(items[1]?.used.gpus).toBe(1);
  });

  test('in which jobs wait are not taken away', async () => {
    const world = await new StillWorld().prepare(0, { scheduling });
    await world.submit('j', { queue: 'big', gpusPerNode: 1 });
    const update = (queues: string[]) =>
      world.control.execute(
        'cluster.update',
        { uid: world.clusterUid, change: { scheduling: { ...scheduling, queues: queues.map((name) => queue(name)) } } },
        user,
      );
    await expect(update(['small'])).rejects.toMatchObject({ code: 'QueueInUse', params: { queue: 'Big' } });
    await update(['BIG']);
  });
});

test('workspaces are weighed by their names, whatever becomes of them', async () => {
  const fairShare = { by: 'workspace', weights: { W: 4, gone: 2 } } as const;
  const world = await new StillWorld().prepare(1, { scheduling: { ...defaultScheduling, fairShare } });
  const cluster = world.writer.rows.get('cluster', world.clusterUid);
  const told = cluster && clusterChange(world.writer.rows, cluster.uid, { now: () => 0, noGrowth: () => undefined });
  expect(told).toMatchObject({ cluster: { fairShare: { weights: { [world.workspaceUid]: 4 } } } });
});
