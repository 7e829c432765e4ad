import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { experimentNamed, jobNamed, jobUid, pageOf, runHere, streamOf, workspaceNamed } from '../testing/world.ts';

let server: TestServer;
let job: Job;

beforeEach(async () => {
  job = jobNamed('score');
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listJobs: () => pageOf([job]),
    getJob: () => job,
    updateJob: () => job,
  }).start();
});
afterEach(() => server.stop());

const out = async (...args: string[]) => {
  const done = await runHere(server, args);
  return { ...done, text: String(done.stdout) };
};
const bodyOf = (name: string) => JSON.parse(String(server.seen.find((one) => one.name === name)?.body));

describe('a waiting job', () => {
  test.each([
    [['update', 'score', '--priority', 'high'], { schedulingPriority: 'high' }],
    [['hold', 'score'], { held: true }],
    [['release', '-n', 'score'], { held: false }],
  ])('is changed by %j', async (args, body) => {
    expect((await out('job', ...args)).code).toBe(0);
    expect(bodyOf('updateJob')).toEqual(body);
  });

  test('is held from the start when it is submitted so', async () => {
    server.handlers.submitJob = () => job;
    const dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
    const file = join(dir, 'job.json');
    await writeFile(file, JSON.stringify({ cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } }));
    expect((await out('job', 'submit', 'score', '-e', 'digits', '-f', file, '--hold')).code).toBe(0);
    expect(bodyOf('submitJob')).toMatchObject({ name: 'score', held: true });
    await rm(dir, { recursive: true });
  });

  test('takes no priority that is none', async () => {
    expect(await out('job', 'update', 'score', '--priority', 'urgent')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('low, normal, high'),
    });
  });

  test('shows that it is held, and what of a node it asks for', async () => {
    job = jobNamed('score', {
      held: true,
      gpusPerNode: 1,
      memoryPerNode: '16GiB',
      reasons: [{ code: 'held', params: {} }],
    });
    const { text } = await out('job', 'show', 'score', '-o', 'table');
    expect(text).toMatch(/held +1 GPU, 16GiB/);
    expect(text).toContain('is held until somebody releases it');
  });
});

describe('an array', () => {
  beforeEach(() => {
    job = jobNamed('score', {
      shards: { count: 100, waiting: 50, running: 4, retrying: 1, succeeded: 44, failed: 1 },
    });
  });

  test('shows how its shards stand', async () => {
    expect((await out('job', 'list', '-o', 'table')).text).toContain('44/100');
    expect((await out('job', 'show', 'score', '-o', 'table')).text).toContain(
      '100 shards: 44 succeeded, 1 failed, 4 running, 1 to start again, 50 never started\n',
    );
  });

  test('lists its units, of one state when asked', async () => {
    const unit = { index: 7, state: 'failed', attempts: 2, failures: 1, losses: 0, ranMs: 61_400 };
    server.handlers.listUnits = () => pageOf([unit]);
    expect((await out('job', 'unit', 'list', 'score', '--state', 'failed', '-o', 'tsv')).text).toBe(
      '7\tfailed\t2\t1\t0\t61\n',
    );
    expect(server.seen.at(-1)?.query).toMatchObject({ state: 'failed' });
  });

  test('prints the latest attempt of each shard, or of one', async () => {
    const of = (unit: number, attempt: number) => {
      const stream = `${jobUid}/${unit}/${attempt}/0/run/0/stdout`;
      return streamOf(0, Buffer.from('x\n'), { unit, attempt, stream });
    };
    server.handlers.listLogs = ({ query }) =>
      pageOf([of(1, 1), of(2, 1), of(2, 2)].filter(({ unit }) => query.unit === undefined || `${unit}` === query.unit));
    server.handlers.readLog = ({ query }) => Buffer.from(`${query.stream?.slice(jobUid.length + 1)}\n`);
    const both = (await out('job', 'logs', 'score')).text;
    expect(both).toBe('[unit 1 rank 0] 1/1/0/run/0/stdout\n[unit 2 rank 0] 2/2/0/run/0/stdout\n');
    expect((await out('job', 'logs', 'score', '--unit', '1')).text).toBe('1/1/0/run/0/stdout\n');
  });

  test('leaves files of the same names in a directory for each shard', async () => {
    const uid = (unit: number) => `0190a0b0-0000-7000-8000-00000000000${unit}`;
    const place = { attempt: 1, task: 0, kind: 'output', directory: 'OUT', path: 'scores.csv' };
    const stored = { ...place, bytes: 10, sha256: 'x', storedAt: '2018-06-01T00:00:00Z' };
    const file = { name: 'scores.csv', type: 'file', bytes: 10, modified: null };
    const about = { id: 'OUT', kind: 'output', place: 'artifacts', path: '$AZ_BATCHAI_OUTPUT_OUT', volume: null };
    server.handlers.listArtifacts = () => pageOf([1, 2].map((unit) => ({ ...stored, unit, uid: uid(unit) })));
    server.handlers.listJobDirectories = () => ({ items: [about] });
    server.handlers.listJobFiles = ({ query: { path = '' } }) => {
      if (path !== '') throw new Fault('NotADirectory', { path });
      return { items: [file], next: null };
    };
    server.handlers.getJobFile = ({ query }) => Buffer.from(`of shard ${query.unit}`);
    const dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
    expect((await out('job', 'file', 'download', 'score', '--to', dir)).code).toBe(0);
    expect(await readFile(join(dir, '2', 'OUT', 'scores.csv'), 'utf8')).toBe('of shard 2');
    expect((await out('job', 'file', 'download', 'score', 'scores.csv', '--unit', '1', '--to', dir)).code).toBe(0);
    expect(await readFile(join(dir, 'scores.csv'), 'utf8')).toBe('of shard 1');
    await rm(dir, { recursive: true });
  });
});
