import { Fault } from '@trainyard/contracts/errors';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { reason } from '@trainyard/contracts/reasons';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clusterNamed, experimentNamed, pageOf, runHere, workspaceNamed } from './testing/world.ts';

const uid = '0190a0b0-0000-7000-8000-0000000000aa';
const node = {
  uid,
  name: 'small-0',
  state: 'idle',
  health: 'ok',
  schedulable: true,
  found: null,
  jobs: [],
  reason: null,
  drain: null,
};

let server: TestServer;
beforeEach(async () => {
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listClusters: () => pageOf([clusterNamed('small')]),
    getCluster: () => clusterNamed('small', { price: { perNodeHour: 2, currency: 'EUR' } }),
    updateCluster: () => clusterNamed('small'),
    listNodes: () => pageOf([node]),
    updateNode: () => node,
    reclaimNode: () => ({ ...node, reclaimTime: '2030-01-01T00:00:00Z' }),
  }).start();
});
afterEach(() => server.stop());

const run = (...args: string[]) => runHere(server, args);
const sent = () => JSON.parse(String(server.seen.at(-1)?.body));

describe('cluster update', () => {
  test.each([
    [['--preemption', 'on'], { scheduling: { ...defaultScheduling, preemption: { enabled: true } } }],
    [['--ageing', 'PT12H'], { scheduling: { ...defaultScheduling, ageing: 'PT12H' } }],
    [['--setup-task', 'mount-data'], { nodeSetup: { setupTask: { commandLine: 'mount-data' } } }],
    [['--price', '1.2'], { price: { perNodeHour: 1.2, currency: 'EUR' } }],
    [['--no-price'], { price: null }],
    [['--reclaims', '0.5'], { lowPriority: { reclaimsPerNodeHour: 0.5, notice: 'PT30S' } }],
  ])('%j changes that and keeps the rest', async (args, body) => {
    expect((await run('cluster', 'update', 'small', ...args)).code).toBe(0);
    expect(sent()).toEqual(body);
  });

  test('without anything to change it says so', async () => {
    expect(await run('cluster', 'update', 'small')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('say what to change'),
    });
  });
});

test('nodes are named by their name, labelled, cordoned and reclaimed', async () => {
  expect((await run('node', 'update', 'small-0', '--label', 'rack=a', '--label', 'disk=ssd=1', '--cordon')).code).toBe(
    0,
  );
  expect(sent()).toEqual({ labels: { rack: 'a', disk: 'ssd=1' }, schedulable: false });
  expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', name: 'small', node: uid });
  expect(await run('node', 'update', 'nobody', '--cordon')).toMatchObject({ code: 2 });
  expect(await run('node', 'update', 'small-0', '--cordon', '--uncordon')).toMatchObject({ code: 2 });
  const reclaimed = await run('node', 'reclaim', 'small-0', '-y', '-o', 'table');
  expect(String(reclaimed.stdout)).toContain('goes at 2030-01-01T00:00:00Z');
});

test('a node is drained with a deadline, at once, or until its jobs end', async () => {
  const jobs = [{ uid, name: 'train', gpuIds: [0] }];
  const drain = { by: 'ann', since: '2030-01-01T00:00:00Z', deadline: '2030-01-01T00:10:00Z' };
  server.handlers.drainNode = () => ({ ...node, schedulable: false, jobs, drain });
  const drained = await run('node', 'drain', 'small-0', '--deadline', '1h30m', '-o', 'table');
  expect(String(drained.stdout)).toContain('drained by ann: train stopped at 2030-01-01T00:10:00Z');
  expect(sent()).toEqual({ deadlineSeconds: 5_400 });
  expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', name: 'small', node: uid });
  for (const time of ['90s', 'PT90S']) {
    expect((await run('node', 'drain', 'small-0', '--deadline', time)).code).toBe(0);
    expect(sent()).toEqual({ deadlineSeconds: 90 });
  }
  expect((await run('node', 'drain', 'small-0')).code).toBe(0);
  expect(sent()).toEqual({});
  expect((await run('node', 'drain', 'small-0', '--now', '-y')).code).toBe(0);
  expect(sent()).toEqual({ force: true });
  const sentSoFar = server.seen.length;
  expect(await run('node', 'drain', 'small-0', '--now', '--deadline', '10m')).toMatchObject({ code: 2 });
  expect(await run('node', 'drain', 'small-0', '--deadline', 'soon')).toMatchObject({ code: 2 });
  expect(server.seen).toHaveLength(sentSoFar);
});

test('a node is set up again, and one whose set-up failed shows its last words', async () => {
  const setup = { exitCode: 9, stderr: 'no disk\nno luck', endTime: '2030-01-01T00:00:00Z' };
  const why = { code: 'nodeSetupFailed', params: { exitCode: 9 } };
  server.handlers.setUpNode = () => node;
  server.handlers.listClusterLogins = () => {
    throw new Fault('Forbidden', { actor: 'ann', verb: 'operate', object: 'cluster small' });
  };
  server.handlers.listNodes = () => pageOf([{ ...node, state: 'unusable', reason: why, setup }]);
  expect((await run('node', 'set-up', 'small-0')).code).toBe(0);
  expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', name: 'small', node: uid });
  const listed = await run('cluster', 'node', 'list', 'small', '-o', 'table');
  expect(String(listed.stdout)).toContain('exit code 9');
  expect(String(listed.stderr)).toContain('no disk\n  no luck');
});

test('limits are set for a workspace or a user, with what they use', async () => {
  const limit = {
    uid,
    scope: 'user',
    name: 'ann',
    limits: { gpus: 8 },
    used: { cores: 1, gpus: 3, jobs: 1, waiting: 0 },
  };
  server.handlers.setLimit = () => limit;
  server.handlers.listLimits = () => pageOf([limit]);
  server.handlers.deleteLimit = () => undefined;
  expect((await run('limit', 'set', '--user', 'ann', '--gpus', '8')).code).toBe(0);
  expect(server.seen.at(-1)?.params).toEqual({ scope: 'user', name: 'ann' });
  expect(sent()).toEqual({ gpus: 8 });
  expect(String((await run('limit', 'list', '-o', 'table')).stdout)).toContain('3 of 8');
  expect((await run('limit', 'delete', '--workspace-name', '*', '-y')).code).toBe(0);
  expect(server.seen.at(-1)?.params).toEqual({ scope: 'workspace', name: '*' });
  expect((await run('limit', 'set', '--gpus', '8')).code).toBe(2);
  expect((await run('limit', 'set', '--user', 'ann')).code).toBe(2);
});

test('reservations are made, listed and ended', async () => {
  const made = {
    uid,
    name: 'r',
    cluster: 'small',
    nodeCount: 2,
    workspace: null,
    from: 'x',
    to: null,
    createdBy: 'me',
  };
  server.handlers.createReservation = () => made;
  server.handlers.listReservations = () => pageOf([made]);
  server.handlers.deleteReservation = () => undefined;
  expect((await run('reservation', 'create', 'r', '--nodes', '2', '--to', '2030-01-01T00:00:00Z')).code).toBe(0);
  expect(sent()).toEqual({ name: 'r', nodeCount: 2, to: '2030-01-01T00:00:00Z' });
  expect(String((await run('reservation', 'list', '-o', 'tsv')).stdout)).toBe('r\tsmall\t2\tnobody\tx\tdeleted\tme\n');
  expect((await run('reservation', 'delete', 'r', '-y')).code).toBe(0);
  expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', name: 'small', reservation: 'r' });
});

test('queues, scaling history and receipts are told in words', async () => {
  const held = { nodes: 0, cpus: 0, gpus: 3 };
  const queue = { name: 'a', cohort: 'k', nominal: { gpus: 2 }, borrowingLimit: null, lendingLimit: null };
  server.handlers.listQueues = () =>
    pageOf([{ ...queue, used: held, borrowed: { ...held, gpus: 1 }, running: 3, waiting: 1 }]);
  expect(String((await run('cluster', 'queue', 'list', 'small', '-o', 'tsv')).stdout)).toBe(
    'a\tk\t2 gpus\t3 gpus\t1 gpus\t3\t1\n',
  );
  const why = reason('scaleToMinimum', { target: 2 });
  server.handlers.listScaling = () =>
    pageOf([{ seq: 9, number: 4, at: 0, from: 0, to: 2, current: 0, why, waited: ['a', 'b'] }]);
  expect(String((await run('cluster', 'scaling', 'list', 'small', '-o', 'tsv')).stdout)).toBe(
    '1970-01-01T00:00:00Z\t0\t2\t0\tthe minimum is 2\t4\ta, b\n',
  );
  const party = { uid, name: 'low', experiment: 'e', workspace: 'yard', priority: 'low' };
  server.handlers.listPreemptions = () =>
    pageOf([
      {
        uid,
        at: 0,
        victim: party,
        unit: 0,
        attempt: 1,
        taker: { ...party, name: 'high', priority: 'high' },
        nodes: ['small-0'],
        why: reason('preempted', { job: 'high', priority: 'high' }),
        stoppedAfterMs: 100,
        lostMs: 1_500,
        checkpointAt: null,
        resumedAt: null,
      },
    ]);
  const receipts = String((await run('job', 'preemption', 'list', 'low', '-o', 'tsv')).stdout);
  expect(receipts).toContain(
    'e/low\t1\te/high\tsmall-0\t1.5 s\tthe beginning\t\tjob high of priority high took its nodes',
  );
});
