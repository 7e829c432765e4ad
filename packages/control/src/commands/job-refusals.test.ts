import type { Fault } from '@trainyard/contracts/errors';
import { waitingMost } from '@trainyard/contracts/limits';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

const auto = (maximumNodeCount: number) => ({
  scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount, initialNodeCount: 0 } },
});
const queues = (...list: object[]) => ({ scheduling: { ...defaultScheduling, queues: list as never } });

async function refused(world: StillWorld, job: object): Promise<Fault> {
  const error = await world.submit('j', job).catch((thrown: Fault) => thrown);
  if (typeof error === 'string') throw new Error('it was accepted');
  // Nothing of it stays.
  expect(world.writer.rows.where('job', { name: 'j' })).toEqual([]);
  return error;
}

const said = ({ details = [] }: Fault) => details.map(({ path, code, params }) => ({ path, code, ...params }));

describe('a job that can never start is refused with the nearest that could', () => {
  test('more nodes than the cluster may have', async () => {
    const fault = await refused(await new StillWorld().prepare(1, auto(2)), { nodeCount: 3 });
    expect(fault.code).toBe('NeverFits');
    expect(said(fault)).toEqual([{ path: 'nodeCount', code: 'neverNodes', needed: 3, maximum: 2 }]);
    expect(fault.message).toContain('nodeCount: it needs 3 nodes, the cluster can never have more than 2');
  });

  test('a size that somebody can change is no reason', async () => {
    const world = await new StillWorld().prepare(1);
    expect(world.job(await world.submit('j', { nodeCount: 30 })).state).toBe('queued');
  });

  test('a larger part of a node than a node is, each part named', async () => {
    const world = await new StillWorld().prepare(1);
    const share = { gpusPerNode: 3, cpusPerNode: 13, memoryPerNode: '113GiB' };
    expect(said(await refused(world, share))).toEqual([
      { path: 'gpusPerNode', code: 'neverShare', resource: 'gpus', asked: 3, has: 2 },
      { path: 'cpusPerNode', code: 'neverShare', resource: 'cpus', asked: 13, has: 12 },
      { path: 'memoryPerNode', code: 'neverShare', resource: 'memory', asked: '115712 MiB', has: '114688 MiB' },
    ]);
    expect(said(await refused(world, { gpusPerNode: 3 })).map(({ path }) => path)).toEqual(['gpusPerNode']);
  });

  test('labels that no node has, with the nearest', async () => {
    const world = await new StillWorld().prepare(2, { nodeLabels: { zone: 'a' } });
    const own = world.nodes()[1]?.uid ?? '';
    await world.writer.run(user, (tx) => void tx.update('node', own, { labels: { disk: 'ssd' } }, 'node.updated'));
    expect(said(await refused(world, { nodeLabels: { zone: 'b', disk: 'ssd' } }))).toEqual([
      { path: 'nodeLabels', code: 'neverLabels', labels: 'zone=b, disk=ssd', nearest: 'zone=a, disk=ssd' },
    ]);
    expect(await world.submit('fits', { nodeLabels: { zone: 'a', disk: 'ssd' } })).toBeTruthy();
  });

  test('a queue that is not there, with those that are', async () => {
    const world = await new StillWorld().prepare(1, queues({ name: 'Night', nominal: {} }));
    const fault = await refused(world, { queue: 'day' });
    expect(fault.code).toBe('QueueNotFound');
    expect(said(fault)).toEqual([
      { path: 'queue', code: 'QueueNotFound', cluster: 'c', name: 'day', queues: ['default', 'Night'] },
    ]);
    expect(await world.submit('ok', { queue: 'NIGHT' })).toBeTruthy();
  });

  test('a quota that could never hold it, zero too, and what a cohort lends counted', async () => {
    const world = await new StillWorld().prepare(
      1,
      queues(
        { name: 'none', nominal: { gpus: 0 } },
        { name: 'one', cohort: 'x', nominal: { nodes: 1 } },
        { name: 'two', cohort: 'x', nominal: { nodes: 2 }, lendingLimit: { nodes: 1 } },
        { name: 'shy', cohort: 'x', nominal: { nodes: 1 }, borrowingLimit: { nodes: 0 } },
      ),
    );
    const never = { code: 'neverQueue' };
    expect(said(await refused(world, { queue: 'none' }))).toEqual([
      { path: 'nodeCount', ...never, queue: 'none', resource: 'gpus', limit: 0, needed: 2 },
    ]);
    expect(said(await refused(world, { queue: 'none', gpusPerNode: 1 }))[0]).toMatchObject({ path: 'gpusPerNode' });
    expect(said(await refused(world, { queue: 'one', nodeCount: 4 }))).toEqual([
      { path: 'nodeCount', ...never, queue: 'one', resource: 'nodes', limit: 3, needed: 4 },
    ]);
    expect(said(await refused(world, { queue: 'shy', nodeCount: 2 }))[0]).toMatchObject({ limit: 1 });
    expect(await world.submit('cpu', { queue: 'none', cpusPerNode: 1 })).toBeTruthy();
    expect(await world.submit('lent', { queue: 'one', nodeCount: 3 })).toBeTruthy();
    // Of an array one shard must fit, however many there are.
    expect(await world.submit('many', { queue: 'one', array: { count: 50 } })).toBeTruthy();
  });

  test('a limit of the workspace or the user that could never hold it', async () => {
    const world = await new StillWorld().prepare(1);
    await limit(world, 'workspace', world.workspaceUid, { cores: 6 });
    await limit(world, 'user', 'u', { gpus: 1, jobs: 0 });
    const all = { code: 'neverLimit', path: 'nodeCount' };
    expect(said(await refused(world, {}))).toEqual([
      { ...all, scope: 'workspace', name: 'w', resource: 'cpus', limit: 6, needed: 12 },
      { ...all, scope: 'user', name: 'u', resource: 'gpus', limit: 1, needed: 2 },
      { ...all, path: '', scope: 'user', name: 'u', resource: 'jobs', limit: 0, needed: 1 },
    ]);
  });

  test('a limit that lets nothing wait: to try again would be no answer', async () => {
    const world = await new StillWorld().prepare(1);
    await limit(world, 'user', 'u', { waiting: 0 });
    expect(said(await refused(world, {}))).toEqual([
      { code: 'neverLimit', path: '', scope: 'user', name: 'u', resource: 'jobs', limit: 0, needed: 1 },
    ]);
  });

  test('for every reason at once, in a plan as in a submission', async () => {
    const world = await new StillWorld().prepare(1, auto(1));
    const job = { nodeCount: 2, gpusPerNode: 9, nodeLabels: { a: 'b' }, queue: 'x' };
    const fault = await refused(world, job);
    expect(fault.code).toBe('NeverFits');
    const paths = ['nodeCount', 'gpusPerNode', 'nodeLabels', 'queue'];
    expect(said(fault).map(({ path }) => path)).toEqual(paths);
    const body = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' }, ...job };
    const plan = await world.control.execute('job.plan', { experimentUid: world.experimentUid, body }, user);
    expect(plan.faults.map(({ path }) => path)).toEqual(paths);
  });
});

function limit(world: StillWorld, scope: 'user' | 'workspace', key: string, limits: object) {
  const name = scope === 'user' ? key : 'w';
  const row = { uid: world.ids.uid(), workspaceUid: '', path: `limits/${scope}/${key}`, scope, key, name, limits };
  return world.writer.run(user, (tx) => void tx.insert('limit', row, 'limit.created'));
}

describe('more waiting jobs than allowed are refused', () => {
  const other = { ...user, id: 'v', name: 'v' };

  test('for the user who has them, and for nobody else; one that starts makes room', async () => {
    const world = await new StillWorld().prepare(1);
    await limit(world, 'user', '*', { waiting: 2 });
    const first = await world.submit('a');
    await world.submit('b', { held: true });
    const fault = await refused(world, {});
    expect(fault).toMatchObject({
      code: 'TooManyWaiting',
      status: 429,
      params: { scope: 'user', name: 'u', waiting: 2, limit: 2 },
    });
    expect(await world.submit('theirs', {}, other)).toBeTruthy();
    await world.startJob(first, { node: 0 });
    expect(await world.submit('c')).toBeTruthy();
    // It waits again after its node was lost: that is nobody's to refuse, and counts.
    await world.tell(first, {}, { phase: 'ended', outcome: 'lost' });
    expect((await refused(world, {})).params).toMatchObject({ waiting: 3 });
    await expect(world.control.execute('job.resubmit', { uid: first, name: 'j' }, user)).rejects.toMatchObject({
      code: 'TooManyWaiting',
    });
    for (const name of ['a', 'b', 'c']) {
      const { uid } = world.writer.rows.where('job', { name })[0] ?? { uid: '' };
      await world.control.execute('job.terminate', { uid }, user);
    }
    expect(await world.submit('d')).toBeTruthy();
  });

  test('for the workspace that has them', async () => {
    const world = await new StillWorld().prepare(1);
    await limit(world, 'workspace', world.workspaceUid, { waiting: 1 });
    await world.submit('a', {}, other);
    expect((await refused(world, {})).params).toMatchObject({ scope: 'workspace', name: 'w', limit: 1 });
  });

  test('also without any limit set, by a count that is kept and not taken', async () => {
    const world = await new StillWorld().prepare(1);
    await world.submit('a');
    world.writer.connection.prepare('UPDATE waitingJobs SET count = ? WHERE scope = ?').run(waitingMost, 'user');
    expect((await refused(world, {})).params).toMatchObject({ scope: 'user', limit: waitingMost });
  });
});
