import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeNamed } from '../../testing/node-of.ts';
import {
  clusterNamed,
  experimentNamed,
  jobNamed,
  jobUid,
  pageOf,
  runHere,
  runOnTerminal,
  trainyard,
  workspaceNamed,
} from '../../testing/world.ts';

const node = { ...nodeNamed('local-0'), jobs: [{ uid: jobUid, name: 'train', gpuIds: [] }] };
type Socket = Parameters<Parameters<TestServer['topics']['set']>[1]>[0];
let server: TestServer;
let job = jobNamed('train');
/** Says that the job changed. */
let tell = () => {};

beforeEach(async () => {
  job = jobNamed('train');
  const task = {
    index: 0,
    node: { uid: node.uid, name: node.name },
    phase: 'running',
    gpuIds: [],
    processes: [{ rank: 0 }],
  };
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    getWorkspace: () => workspaceNamed('yard'),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listJobs: () => pageOf([job]),
    getJob: () => job,
    getCluster: () => clusterNamed('local'),
    listNodes: () => pageOf([node]),
    listAttempts: () => pageOf([{ unit: 0, number: 1, phase: 'running', tasks: [task] }]),
    readSeries: () => ({ series: [] }),
  }).start();
  server.clock = (answer) => answer({ at: Date.now() });
  let seq = 0;
  server.topics.set(`job:${jobUid}`, (socket) => {
    tell = () => {
      seq += 1;
      socket.emit('events', { topic: `job:${jobUid}`, prev: seq - 1, seq, events: [{ seq, type: 'job.updated' }] });
    };
    return seq;
  });
  for (const topic of [`series:node:${node.uid}`, `series:cluster:${clusterNamed('x').uid}`]) {
    server.topics.set(topic, (socket: Socket) => {
      const frame: Partial<SeriesFrame> = {
        version: 1,
        source: 'host',
        nodeUid: node.uid,
        device: 'host',
        metric: 'cpu.utilisation',
        t0: Date.now(),
        skew: 0,
        step: 1000,
        values: [42],
      };
      setImmediate(() => socket.emit('series', { topic, frames: [frame] }));
      return 0;
    });
  }
  for (const topic of [`workspace:${workspaceNamed('x').uid}`, `cluster:${clusterNamed('x').uid}`])
    server.topics.set(topic, () => 0);
});
afterEach(() => server.stop());

test('--once is one frame, of the running jobs, of jobs that are named, and of a cluster', async () => {
  for (const which of [[], ['train'], ['-j', 'train'], ['-c', 'local']]) {
    const { code, stdout, stderr } = await runHere(server, ['job', 'top', ...which, '--once', '-o', 'table']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(String(stdout), which.join(' ')).toMatch(/\nlocal-0 +42 % +▄ +n\/a/);
  }
  expect((await runHere(server, ['job', 'top', 'train', '-c', 'local'])).code).toBe(2);
});

test('as JSON it is an object a line, until the jobs that were named have ended', { timeout: 15_000 }, async () => {
  let seen = '';
  const done = trainyard(server, ['job', 'top', 'train', '--query', 'rows[0].utilisation.value'], {
    onOut: (bytes) => {
      seen += bytes;
    },
  });
  await vi.waitFor(() => expect(seen).toContain('42\n42\n'), 10_000);
  job = jobNamed('train', { executionState: 'succeeded' });
  tell();
  expect((await done).code).toBe(0);
});

test('over a cut it says so, and goes on', { timeout: 15_000 }, async () => {
  let seen = '';
  const done = trainyard(server, ['job', 'top', 'train', '--query', '[live, rows[0].utilisation.ageMs]'], {
    onOut: (bytes) => {
      seen += bytes;
    },
  });
  const lines = () => seen.trimEnd().split('\n');
  await vi.waitFor(() => expect(lines()).toContainEqual(expect.stringMatching(/^\[true,\d+\]$/)), 10_000);
  const before = server.subscriptions.length;
  server.cutAll();
  await vi.waitFor(() => expect(server.subscriptions.length).toBe(before + 2), 10_000);
  job = jobNamed('train', { executionState: 'failed' });
  tell();
  expect((await done).code).toBe(0);
});

test('the screen takes the terminal, and gives it back with q', async () => {
  const { code, screen, raw } = await runOnTerminal(server, ['job', 'top', 'train'], { keys: 'jkq', rows: 10 });
  expect(code).toBe(0);
  expect(screen.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
  expect(screen.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  expect(screen).toContain('train: running');
  expect(raw).toEqual([true, false]);
});

test('a job that is not there is no screen: 3', async () => {
  server.handlers.getJob = undefined as never;
  const { code, screen } = await runOnTerminal(server, ['job', 'top', 'train'], { keys: 'q' });
  expect(code).toBe(3);
  expect(screen).not.toContain('\u001b[?1049h');
});
