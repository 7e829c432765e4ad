import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobPlan } from '@trainyard/contracts/api/jobs';
import type { Explanation } from '@trainyard/contracts/standing';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localTime } from '../output/local-time.ts';
import { experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../testing/world.ts';

let server: TestServer;
let told: Explanation;
let plan: JobPlan;
let asked: unknown;
const at = new Date(2026, 10, 26, 9, 0).getTime();
const uid = '0190a0b0-0000-7000-8000-000000000009';
const forecast = { at, p50: at + 5 * 60_000, p90: at + 26 * 3_600_000, samples: 12 };
const node = { gpus: 4, cpus: 16, freeCpus: 4, otherJobs: 0 };
const score = { count: 200, beforeP50: 0.5, beforeP90: 0.91, medianErrorMs: 42_000 };

const process = { task: 0, startedBy: 'agent', exitRule: 'required', log: null, env: {} } as const;

beforeEach(async () => {
  told = {
    at,
    waiting: true,
    reasons: [{ code: 'waitingForNodes', params: { cluster: 'local', needed: 4, free: 2, missing: 2 } }],
    position: 3,
    ahead: [{ uid, workspace: 'w', name: 'big', experiment: 'digits', nodeCount: 8, priority: 'high' }],
    levers: [
      { kind: 'fewerNodes', nodeCount: 2 },
      { kind: 'otherCluster', cluster: { uid, workspace: 'yard', name: 'spare' } },
      { kind: 'moreNodes', more: 2, target: 6 },
      { kind: 'higherPriority', priority: 'high', preempts: 1 },
      { kind: 'smallerShare', gpusPerNode: 1, cpusPerNode: 2.5, memoryPerNode: 1024 },
      { kind: 'otherQueue', queue: 'night' },
      { kind: 'release' },
    ],
    nodes: {
      items: [
        {
          ...node,
          node: { uid, name: 'n0' },
          use: 'kept',
          fits: true,
          why: null,
          freeGpuIds: [0, 1, 2, 3],
          jobs: [],
          emptyBy: at,
          emptyAbout: at,
        },
        {
          ...node,
          node: { uid, name: 'n1' },
          use: 'busy',
          fits: false,
          why: null,
          freeGpuIds: [3],
          jobs: [{ uid, workspace: 'yard', experiment: 'digits', name: 'big', gpuIds: [0, 1, 2] }],
          otherJobs: 1,
          emptyBy: at + 3_600_000,
          emptyAbout: at + 600_000,
        },
        {
          ...node,
          node: { uid, name: 'n2' },
          use: 'closed',
          fits: false,
          why: { code: 'nodeLacksLabels', params: { labels: 'zone=a' } },
          freeGpuIds: [],
          jobs: [],
          emptyBy: null,
          emptyAbout: null,
        },
      ],
      rest: 6,
    },
    forecast,
    curve: [
      { share: 0.5, at: forecast.p50 },
      { share: 0.9, at: forecast.p90 },
    ],
    score,
  };
  plan = {
    faults: [],
    volumes: [{ at: 'data', label: 'container data of account a', kind: 'azureBlob', readOnly: true }],
    processes: [
      { ...process, rank: 0, role: 'worker', command: 'python train.py' },
      { ...process, rank: 2, role: 'launcher', command: 'if true; then\n  mpirun\nfi' },
      { ...process, rank: 1, role: 'rank', startedBy: 'launcher', exitRule: 'watched', command: 'python train.py' },
      { ...process, rank: 3, role: 'ps', exitRule: 'helper', command: 'python serve.py' },
    ],
    placement: {
      reasons: [],
      nodes: [{ task: 0, node: { uid, name: 'n0' }, gpuIds: [0, 1], cpus: 12, memoryBytes: 1 }],
    },
    start: { now: true, forecast: null },
    price: { perHour: 2.5, currency: 'EUR' },
    preempts: [{ job: { uid, name: 'low', experiment: 'digits' }, nodes: 1, lostMs: 61_000 }],
  };
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listJobs: () => pageOf([jobNamed('train', { executionState: 'queued', forecast })]),
    getJob: () => jobNamed('train', { executionState: 'queued', forecast }),
    explainJob: () => told,
    planJob: ({ body }) => {
      asked = JSON.parse(String(body));
      return plan;
    },
  }).start();
});
afterEach(() => server.stop());

describe('explain', () => {
  test('says the reasons, what is ahead, what to type, and when', async () => {
    const { code, stdout } = await runHere(server, ['job', 'explain', 'train', '-o', 'table']);
    expect(code).toBe(0);
    const lines = String(stdout).split('\n');
    expect(lines).toContain('waits for nodes of cluster local: 4 needed, 2 free, 2 short');
    expect(lines).toContain('  digits/big: 8 nodes, priority high');
    expect(lines.filter((line) => line.startsWith('  ') && line.includes(': ')).slice(1)).toEqual([
      '  fewer nodes: submit it again with "nodeCount": 2',
      '  another cluster: trainyard job submit -f FILE --cluster spare',
      '  2 nodes more: trainyard cluster resize local --target 6, or cluster auto-scale local with at least --max 6',
      '  a higher priority: trainyard job update train --priority high (takes the nodes of 1 running)',
      '  a smaller part of a node: submit it again with "gpusPerNode": 1, "cpusPerNode": 2.5, "memoryPerNode": 1024',
      '  another queue: submit it again with "queue": "night"',
      '  its release: trainyard job release train',
    ]);
    expect(lines).toContain(
      'likely to start about 09:05, by 2026-11-27 11:00 in nine of ten cases (from 12 past runs)',
    );
    expect(lines).toContain(
      'of the last 200 forecasts, 91 % of the jobs started before that; the middle one was off by 42 s',
    );
  });

  test('says node by node what is free, who holds it, until when, and what it is to the job', async () => {
    const { stdout } = await runHere(server, ['job', 'explain', 'train', '-o', 'table']);
    const lines = String(stdout)
      .split('\n')
      .map((line) => line.replace(/ {2,}/g, ' | '));
    const from = lines.indexOf('Node | Free | Held by | Empty by | Likely | For this job');
    expect(lines[from - 1]).toBe('node by node:');
    expect(lines.slice(from + 2, from + 6)).toEqual([
      'n0 | 4/4 GPU | now | now | kept for it',
      'n1 | 1/4 GPU | digits/big, 1 more | 10:00 | 09:10 | busy',
      'n2 | 0/4 GPU | not for it: it lacks labels zone=a',
      'and 6 nodes more',
    ]);
  });

  test('as JSON is what the server says', async () => {
    const { stdout } = await runHere(server, ['job', 'explain', 'train', '-o', 'json']);
    expect(JSON.parse(String(stdout))).toEqual(told);
  });

  test('of a job that does not wait says so', async () => {
    told = { ...told, waiting: false, reasons: [], position: null, ahead: [], levers: [], forecast: null };
    const { stdout } = await runHere(server, ['job', 'explain', 'train', '-o', 'table']);
    expect(String(stdout)).toContain('job train does not wait: it is queued');
  });
});

describe('plan', () => {
  const body = JSON.stringify({ cluster: { name: 'local' }, customToolkitSettings: { commandLine: 'true' } });
  const planned = async (...more: string[]) => {
    const file = join(await mkdtemp(join(tmpdir(), 'trainyard-plan-')), 'job.json');
    await writeFile(file, body);
    return runHere(server, ['job', 'plan', '-f', file, ...more]);
  };

  test('says where, when, for how much and at whose cost', async () => {
    const { code, stdout } = await planned('-o', 'table', '-c', 'spare');
    expect(code).toBe(0);
    expect(asked).toMatchObject({ name: 'planned', cluster: { name: 'spare' } });
    const text = String(stdout);
    expect(text).toMatch(/yes +n0 +now +2\.5 EUR +1/);
    expect(text).toContain('task 0 on n0: 12 CPU, GPU 0, 1');
    expect(text).toContain('mounts container data of account a at $AZ_BATCHAI_JOB_MOUNT_ROOT/data, read-only');
    expect(text).toContain('takes 1 node of digits/low, which loses 61 s of work');
    expect(text).toContain('rank 0 (worker, task 0): python train.py');
    expect(text).toContain('launcher (task 0): if true; then\n    mpirun\n  fi');
    expect(text).toContain('rank 1 (rank, task 0), started by the launcher: python train.py');
    expect(text).toContain('rank 3 (ps, task 0), stopped at the end: python serve.py');
    expect(JSON.parse(String((await planned('-o', 'json')).stdout))).toEqual(plan);
  });

  test('says n/a for a price that is not set, and when a job that waits would start', async () => {
    plan = { ...plan, start: { now: false, forecast }, price: { perHour: null, currency: null }, preempts: [] };
    const { code, stdout } = await planned('-o', 'table');
    expect(code).toBe(0);
    expect(String(stdout)).toMatch(/about 09:05 +n\/a +0/);
  });

  test('exits with 4 when the job would be refused', async () => {
    const faults = [{ path: 'nodeCount', code: 'TooLarge', message: 'ask for at most 4' }];
    plan = { faults, processes: null, volumes: null, placement: null, start: null, price: null, preempts: null };
    const { code, stdout } = await planned('-o', 'table');
    expect([code, String(stdout).includes('refused: nodeCount: ask for at most 4')]).toEqual([4, true]);
  });
});

test('show and list say when a waiting job is likely to start', async () => {
  const show = String((await runHere(server, ['job', 'show', 'train', '-o', 'table'])).stdout);
  expect(show).toContain('likely to start about 09:05');
  expect(String((await runHere(server, ['job', 'list', '-o', 'table'])).stdout)).toContain('09:05');
});

test('local times have a date only on another day', () => {
  expect(localTime(at, at)).toBe('09:00');
  expect(localTime(at, at + 86_400_000)).toBe('2026-11-26 09:00');
});
