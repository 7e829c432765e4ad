import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Attempt } from '@trainyard/contracts/attempt';
import { openLive } from '@trainyard/sdk/live';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeNamed, runs } from '../testing/node-of.ts';
import {
  clusterNamed,
  experimentNamed,
  jobNamed,
  jobUid,
  pageOf,
  runHere,
  trainyard,
  workspaceNamed,
} from '../testing/world.ts';
import { forward, readForward } from './forward.ts';

const nodes = [nodeNamed('lost', { health: 'silent' }), nodeNamed('n0'), nodeNamed('n1')];
const [, first, second] = nodes;
const task = (index: number, node = nodes[index + 1]) => ({
  index,
  phase: 'running',
  node: { uid: node?.uid, name: node?.name },
  processes: [{ rank: index * 2 }, { rank: index * 2 + 1 }],
});
const attempt = {
  uid: `${jobUid}x`,
  unit: 0,
  number: 3,
  phase: 'running',
  tasks: [task(0), task(1)],
} as unknown as Attempt;
let attempts: Attempt[];
let server: TestServer;

beforeEach(async () => {
  attempts = [attempt];
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listClusters: () => pageOf([clusterNamed('pool')]),
    getJob: () => jobNamed('train'),
    listNodes: () => pageOf(nodes),
    listAttempts: () => pageOf(attempts),
  }).start();
});
afterEach(() => server.stop());

describe('a command through pipes', () => {
  test('gets stdin whole, keeps stdout and stderr apart, byte for byte, and ends with the exit code', async () => {
    const asked = runs(server, {
      takes: (bytes, says) => says('stdout', bytes),
      ends(says) {
        says('stderr', 'told\n');
        return { exitCode: 7, signal: null };
      },
    });
    const input = randomBytes(300_000).toString('latin1');
    const done = await trainyard(server, ['cluster', 'node', 'exec', 'pool', '--exec', 'cat; exit 7'], { input });
    expect(done.code).toBe(7);
    expect(done.stdout.equals(Buffer.from(input))).toBe(true);
    expect(done.stderr).toBe('told\n');
    // The first node is out of contact: the next one is as good.
    const command = ['bash', '-lc', 'cat; exit 7'];
    expect(asked).toEqual([{ kind: 'node', nodeUid: first?.uid, command, terminal: null }]);
  });

  test.each([
    [['-n', 'n1'], 1],
    [['--node-id', String(second?.uid)], 1],
    [[], 0],
  ])('leads into the task of a job: %j', async (options, index) => {
    const asked = runs(server, { ends: () => ({ exitCode: 0, signal: null }) });
    const done = await runHere(server, ['job', 'node', 'exec', '-j', 'train', '--exec', 'id', ...options]);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const fence = { job: jobUid, unit: 0, attempt: 3, task: index };
    expect(asked).toEqual([{ kind: 'task', fence, command: ['bash', '-lc', 'id'], terminal: null }]);
  });

  test('dies by a signal as shells tell it', async () => {
    runs(server, { ends: () => ({ exitCode: 137, signal: 'SIGKILL' }) });
    expect((await runHere(server, ['cluster', 'node', 'exec', 'pool', '--exec', 'x'])).code).toBe(137);
  });
});

describe('what cannot be', () => {
  test('is said with where to look', async () => {
    const nowhere = await runHere(server, ['cluster', 'node', 'exec', 'pool', '-n', 'n7']);
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('cluster pool has no node n7') });
    const elsewhere = await runHere(server, ['job', 'node', 'exec', 'train', '-n', 'n7']);
    expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining('its nodes are n0, n1') });
    const port = await runHere(server, ['cluster', 'node', 'exec', 'pool', '-L', '80']);
    expect(port).toMatchObject({ code: 2, stderr: expect.stringContaining('trainyard job node exec') });
    attempts = [{ ...attempt, phase: 'ended' }];
    const over = await runHere(server, ['job', 'node', 'exec', 'train']);
    expect(over).toMatchObject({ code: 1, stderr: expect.stringContaining('runs no processes now') });
  });

  test('is the server’s refusal, with its exit code', async () => {
    server.io.of('/live').on('connection', (socket) => {
      socket.on('channelOpen', (_, answer: (told: object) => void) =>
        answer({ ok: false, error: { code: 'Forbidden', message: 'maya may not operate node n0', params: {} } }),
      );
    });
    const done = await runHere(server, ['cluster', 'node', 'exec', 'pool', '--exec', 'id']);
    expect(done).toMatchObject({ code: 4, stderr: expect.stringContaining('may not operate') });
  });

  test('is a connection that is cut: it ends, and is a failure', async () => {
    const opened = Promise.withResolvers<void>();
    runs(server, {
      ends: () => {
        opened.resolve();
        return new Promise<never>(() => {});
      },
    });
    const done = runHere(server, ['cluster', 'node', 'exec', 'pool', '--exec', 'sleep 100']);
    await opened.promise;
    server.cutAll();
    expect(await done).toMatchObject({ code: 1, stderr: expect.stringContaining('no answer from') });
  });
});

test('the nodes of a job are those of its newest attempt', async () => {
  attempts = [{ ...attempt, number: 1, tasks: [] }, attempt];
  const login = {
    nodeId: nodeNamed('n0').uid,
    name: 'n0',
    ipAddress: '10.0.0.5',
    port: 50_000,
    user: 'ada',
    why: null,
  };
  server.handlers.listClusterLogins = () => pageOf([login]);
  const done = await runHere(server, ['job', 'node', 'list', 'train', '-o', 'tsv']);
  expect(String(done.stdout)).toBe('n0\t10.0.0.5\t50000\tidle\t0\t0, 1\nn1\t10.0.0.4\t\tidle\t1\t2, 3\n');
});

test('a port here leads to one of the task, both ways, and each connection ends for itself', async () => {
  const asked = runs(server, {
    takes: (bytes, says) => says('stdout', bytes),
    ends: () => ({ exitCode: null, signal: null }),
  });
  const live = openLive({ url: server.url, token: server.token });
  const fence = { job: jobUid, unit: 0, attempt: 1, task: 0 };
  const errors: unknown[] = [];
  const made = await forward(live, fence, { local: 0, port: 6006 }, (error) => errors.push(error));
  const bytes = randomBytes(600_000);
  const client = connect({ port: made.local, host: '127.0.0.1', allowHalfOpen: true });
  client.end(bytes);
  const got: Buffer[] = [];
  for await (const piece of client) got.push(piece as Buffer);
  expect(Buffer.concat(got).equals(bytes)).toBe(true);
  expect(asked).toEqual([{ kind: 'port', fence, port: 6006 }]);
  expect(errors).toEqual([]);
  made.close();
  live.close();
});

test.each([
  ['8888:localhost:6006', { local: 8888, port: 6006 }],
  ['8888:127.0.0.1:6006', { local: 8888, port: 6006 }],
  ['8888:6006', { local: 8888, port: 6006 }],
  ['6006', { local: 6006, port: 6006 }],
])('-L %s', (text, read) => expect(readForward(text)).toEqual(read));

test.each(['', '0', '70000', '1:host.lab:2', 'a:b'])('-L %s is refused', (text) =>
  expect(() => readForward(text)).toThrow('write LOCAL:localhost:PORT'),
);
