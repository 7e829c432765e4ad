import { Fault } from '@trainyard/contracts/errors';
import { jobCreate } from '@trainyard/contracts/job';
import { defaultScheduling } from '@trainyard/contracts/queues';
import type { Explanation } from '@trainyard/contracts/standing';
import { beforeEach, describe, expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

let world: StillWorld;
/** Takes all four nodes. */
let taker: string;

beforeEach(async () => {
  world = await new StillWorld().prepare(4);
  await world.wake();
  taker = await world.submit('taker', { nodeCount: 3 });
  await settled();
});

const explain = (uid: string, actor: Parameters<StillWorld['control']['execute']>[2] = user): Promise<Explanation> =>
  world.control.execute('job.explain', { uid }, actor);

const bodyOf = (more: object = {}) => ({
  name: 'planned',
  cluster: { name: 'c' },
  customToolkitSettings: { commandLine: 'true' },
  ...more,
});
const plan = (more: object = {}, actor: Parameters<StillWorld['control']['execute']>[2] = user) =>
  world.control.execute('job.plan', { experimentUid: world.experimentUid, body: bodyOf(more) }, actor);

/** A token that may read one workspace alone. */
const readerOf = (workspaceUid: string) => ({ kind: 'reader', id: 'r', name: 'r', via: 'rest', workspaceUid }) as const;

describe('an explanation', () => {
  test('says why a job waits, where it stands, and what starts it', async () => {
    const first = await world.submit('first', { nodeCount: 2 });
    const second = await world.submit('second', { nodeCount: 4 });
    await settled();
    const told = await explain(first);
    expect(told).toMatchObject({ waiting: true, position: 1, ahead: [], forecast: null, score: null });
    expect(told.reasons.map(({ code }) => code)).toEqual(['waitingForNodes']);
    expect(told.levers).toContainEqual({ kind: 'fewerNodes', nodeCount: 1 });
    expect(told.levers).toContainEqual({ kind: 'moreNodes', more: 1, target: 5 });
    const ahead = { uid: first, name: 'first', experiment: 'e', nodeCount: 2, priority: 'normal' };
    expect(await explain(second)).toMatchObject({ position: 2, ahead: [ahead] });
  });

  test('of a lever holds when it is pulled', async () => {
    const first = await world.submit('first', { nodeCount: 2 });
    await settled();
    const lever = (await explain(first)).levers.find(({ kind }) => kind === 'fewerNodes');
    await world.control.execute('job.delete', { uid: first }, user);
    const again = await world.submit('again', { nodeCount: lever?.kind === 'fewerNodes' ? lever.nodeCount : 9 });
    await settled();
    expect(world.job(again).state).toBe('running');
  });

  test('names other clusters of the workspace in which it would start', async () => {
    const body = {
      vmSize: 'STANDARD_NC12',
      vmPriority: 'dedicated',
      provisioner: { kind: 'local' },
      nodeLabels: {},
    } as const;
    const scaleSettings = { manual: { targetNodeCount: 0, nodeDeallocationOption: 'requeue' } } as const;
    const more = { ...body, scaleSettings, scheduling: defaultScheduling, tags: {} };
    const { workspaceUid } = world;
    const { uid } = await world.control.execute('cluster.create', { workspaceUid, body: { name: 'd', ...more } }, user);
    await world.control.execute('cluster.create', { workspaceUid, body: { name: 'empty', ...more } }, user);
    const [node] = world.nodes();
    if (!node) throw new Error('no node');
    const { revision: _revision, createdAt: _createdAt, ...row } = node;
    const idle = { ...row, state: 'idle', idleSince: world.clock.now() } as const;
    await world.writer.run(user, (tx) => {
      tx.update('cluster', uid, { targetNodes: 2 }, 'cluster.updated');
      for (const at of [0, 1])
        tx.insert(
          'node',
          { ...idle, uid: world.ids.uid(), clusterUid: uid, ordinal: at, name: `d-${at}` },
          'node.created',
        );
    });
    const waits = await world.submit('waits', { nodeCount: 2 });
    await settled();
    const levers = (await explain(waits)).levers.filter(({ kind }) => kind === 'otherCluster');
    expect(levers).toEqual([{ kind: 'otherCluster', cluster: { uid, workspace: 'w', name: 'd' } }]);
  });

  test('of a held job offers its release, of one that waits for another nothing', async () => {
    const held = await world.submit('held', { held: true });
    const after = await world.submit('after', { dependsOn: [{ job: 'taker' }] });
    await settled();
    expect(await explain(held)).toMatchObject({ waiting: true, levers: [{ kind: 'release' }] });
    expect((await explain(held)).reasons.map(({ code }) => code)).toEqual(['held']);
    expect(await explain(after)).toMatchObject({ waiting: true, levers: [] });
  });

  test('of a job that does not wait is empty', async () => {
    expect(world.job(taker).state).toBe('running');
    const none = { nodes: { items: [], rest: 0 }, forecast: null, curve: null };
    const empty = { waiting: false, reasons: [], position: null, ahead: [], levers: [], ...none };
    expect(await explain(taker)).toMatchObject(empty);
  });

  test('says node by node what is free, who holds it, and what it is to the job', async () => {
    const first = await world.submit('first', { nodeCount: 2 });
    const longer = { constraints: { maxWallClockTime: 'P30D' } };
    const second = await world.submit('second', { nodeCount: 2, ...longer });
    await settled();
    const [held, , , free] = world.nodes();
    if (!held || !free) throw new Error('no nodes');
    const { items, rest } = (await explain(first)).nodes;
    expect([items.length, rest]).toEqual([4, 0]);
    expect(items[0]).toMatchObject({
      node: { uid: free.uid, name: 'c-3' },
      use: 'kept',
      fits: true,
      why: null,
      gpus: 2,
      freeGpuIds: [0, 1],
      jobs: [],
      otherJobs: 0,
      emptyBy: world.clock.now(),
      emptyAbout: world.clock.now(),
    });
    const holder = { uid: taker, workspace: 'w', experiment: 'e', name: 'taker', gpuIds: [0, 1] };
    // No run like it is known, so that its limit alone says when it ends.
    const onHeld = items.find(({ node }) => node.uid === held.uid);
    expect(onHeld).toMatchObject({ fits: false, freeGpuIds: [], freeCpus: 0, jobs: [holder], emptyAbout: null });
    expect(onHeld?.emptyBy).toBeGreaterThan(world.clock.now());
    const behind = (await explain(second)).nodes.items.find(({ node }) => node.uid === free.uid);
    expect(behind).toMatchObject({ use: 'others', fits: true, why: { code: 'nodeKept', params: { job: 'first' } } });
  });

  test('has of a node that takes no work what its row says', async () => {
    const first = await world.submit('first', { nodeCount: 2 });
    await settled();
    const [, , , free] = world.nodes();
    if (!free) throw new Error('no node');
    const stand = async () => (await explain(first)).nodes.items.find(({ node }) => node.uid === free.uid);
    await world.writer.run(user, (tx) => tx.update('node', free.uid, { schedulable: false }, 'node.updated'));
    await settled();
    expect(await stand()).toMatchObject({ use: 'closed', fits: false, why: { code: 'nodeNotSchedulable' } });
    const reason = { code: 'nodeSettingUp', params: {} };
    const setsUp = { schedulable: true, ready: false, reason };
    await world.writer.run(user, (tx) => tx.update('node', free.uid, setsUp, 'node.updated'));
    await settled();
    expect(await stand()).toMatchObject({ fits: false, freeGpuIds: [], why: reason });
  });

  test('tells nobody of jobs in workspaces that he may not see, and of none that is not there', async () => {
    const elsewhere = await world.control.execute('workspace.create', { name: 'x', location: 'local', tags: {} }, user);
    const { uid } = await world.control.execute('experiment.create', { workspaceUid: elsewhere.uid, name: 'e' }, user);
    await world.submit('first', { nodeCount: 2 });
    const body = { ...bodyOf({ cluster: { workspace: 'w', name: 'c' }, nodeCount: 2 }) };
    const other = await world.control.execute('job.submit', { experimentUid: uid, body: jobCreate.parse(body) }, user);
    await settled();
    expect(await explain(other.uid, readerOf(elsewhere.uid))).toMatchObject({ position: 2, ahead: [] });
    expect((await explain(other.uid)).ahead).toHaveLength(1);
    const { items } = (await explain(other.uid, readerOf(elsewhere.uid))).nodes;
    expect(items.flatMap(({ jobs }) => jobs)).toEqual([]);
    expect(items.map(({ otherJobs }) => otherJobs).sort()).toEqual([0, 1, 1, 1]);
    expect(items.map(({ why }) => why?.code)).toContain('nodeKeptForOther');
    await expect(explain(other.uid, readerOf(world.workspaceUid))).rejects.toThrow(Fault);
    await expect(explain('nobody')).rejects.toMatchObject({ code: 'JobNotFound' });
  });
});

describe('a plan', () => {
  test('places a job that would start now, with its price, and changes nothing', async () => {
    const { control, clusterUid, writer } = world;
    await control.execute(
      'cluster.update',
      { uid: clusterUid, change: { price: { perNodeHour: 2, currency: 'EUR' } } },
      user,
    );
    await settled();
    const before = writer.connection.prepare('SELECT max(seq) FROM events').pluck().get();
    const told = await plan();
    const free = world.nodes()[3];
    expect(told).toMatchObject({
      faults: [],
      placement: { reasons: [], nodes: [{ task: 0, node: { uid: free?.uid, name: 'c-3' }, gpuIds: [0, 1] }] },
      start: { now: true, forecast: null },
      price: { perHour: 2, currency: 'EUR' },
      preempts: [],
    });
    expect(told.processes).toHaveLength(1);
    expect(told.volumes).toEqual([]);
    const unmanagedFileSystems = [{ mountCommand: 'mount -t x', relativeMountPath: './a/' }];
    expect((await plan({ mountVolumes: { unmanagedFileSystems } })).volumes).toEqual([
      { at: 'a', label: 'mount command of ./a/', kind: 'command', readOnly: false },
    ]);
    expect(await plan({ gpusPerNode: 1 })).toMatchObject({ price: { perHour: 1 } });
    await settled();
    expect(writer.rows.where('job', {}).map(({ name }) => name)).toEqual(['taker']);
    expect(writer.connection.prepare('SELECT max(seq) FROM events').pluck().get()).toBe(before);
  });

  test('says why and until when a job would wait, and n/a for a price that is not set', async () => {
    const told = await plan({ nodeCount: 2 });
    expect(told.placement?.nodes).toEqual([]);
    expect(told.placement?.reasons.map(({ code }) => code)).toEqual(['waitingForNodes']);
    expect(told.start?.now).toBe(false);
    const { at, p50, p90, samples } = told.start?.forecast ?? {};
    expect([at, samples]).toEqual([world.clock.now(), 0]);
    expect(p50).toBeGreaterThan(world.clock.now());
    expect(p90).toBeGreaterThanOrEqual(p50 ?? Number.NaN);
    expect(told.price).toEqual({ perHour: null, currency: null });
  });

  test('names those whose nodes it would take', async () => {
    const change = { scheduling: { ...defaultScheduling, preemption: { enabled: true } } };
    await world.control.execute('cluster.update', { uid: world.clusterUid, change }, user);
    await settled();
    const told = await plan({ nodeCount: 2, schedulingPriority: 'high' });
    expect(told.preempts).toEqual([
      { job: { uid: taker, name: 'taker', experiment: 'e' }, nodes: 3, lostMs: expect.any(Number) },
    ]);
    expect((await plan({ nodeCount: 2 })).preempts).toEqual([]);
    const stranger = readerOf(world.workspaceUid);
    expect((await plan({ nodeCount: 2, schedulingPriority: 'high' }, stranger)).preempts).toHaveLength(1);
  });

  test('has the faults of a body that would be refused, and no place', async () => {
    const absent = { placement: null, start: null, price: null, preempts: null };
    expect(await plan({ gpusPerNode: 9 })).toMatchObject({ faults: [{ path: 'gpusPerNode' }], ...absent });
    expect(await plan({ nodeCount: 0 })).toMatchObject({ faults: [{ path: 'nodeCount' }], processes: null, ...absent });
    expect(await plan({ name: 'taker' })).toMatchObject({ faults: [{ code: 'AlreadyExists' }], ...absent });
  });
});
