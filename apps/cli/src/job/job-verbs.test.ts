import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogStream } from '@trainyard/contracts/api/records';
import type { Job } from '@trainyard/contracts/job';
import { TestLog, TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  experimentNamed,
  jobNamed,
  jobUid,
  pageOf,
  runHere,
  streamOf,
  trainyard,
  workspaceNamed,
} from '../testing/world.ts';

let server: TestServer;
let job: Job;
let streams: LogStream[];
/** Tells whoever follows the job that it changed. */
let tell: () => void;

beforeEach(async () => {
  job = jobNamed('train');
  streams = [];
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listJobs: () => pageOf([job]),
    getJob: () => job,
    listLogs: () => pageOf(streams),
  }).start();
  const topic = `job:${jobUid}`;
  let seq = 0;
  server.topics.set(topic, (socket) => {
    tell = () => {
      seq += 1;
      socket.emit('events', { topic, prev: seq - 1, seq, events: [{ seq, type: 'job.updated' }] });
    };
    socket.emit('mark', { topic, seq });
    return seq;
  });
});
afterEach(() => server.stop());

const end = (more: Partial<Job>) => {
  job = jobNamed('train', { ...job, ...more });
};

describe('wait', () => {
  test.each([
    ['succeeded', {}, 0],
    ['failed', { exitCode: 7 }, 7],
    ['failed', {}, 1],
    ['failed', { exitCode: 256 }, 1],
    ['succeeded', { exitCode: 0 }, 0],
  ] as const)('%s with %j exits with %i', async (executionState, executionInfo, code) => {
    end({ executionState, executionInfo });
    expect((await runHere(server, ['job', 'wait', 'train'])).code).toBe(code);
  });

  test('says changes as they are pushed, and goes on after the server was away', async () => {
    job = jobNamed('train', { executionState: 'queued' });
    let said = '';
    const onErr = (text: string) => {
      said += text;
    };
    const done = trainyard(server, ['job', 'wait', 'train'], { onErr });
    await vi.waitFor(() => expect(said).toContain('job train: queued'), 8000);
    await vi.waitFor(() => expect(server.subscriptions.length).toBeGreaterThan(0), 8000);
    end({ executionState: 'running' });
    tell();
    await vi.waitFor(() => expect(said).toContain('job train: running'), 8000);
    end({ executionState: 'failed', executionInfo: { exitCode: 9 } });
    server.cutAll();
    expect(await done).toMatchObject({ code: 9, stderr: expect.stringContaining('job train: failed') });
  });
});

describe('logs', () => {
  test('of one stream are its bytes, exactly', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0x0d, 0x0a, 0x80, 0x41]);
    streams = [streamOf(0, bytes), streamOf(0, Buffer.alloc(0), { fd: 'stderr' })];
    server.handlers.readLog = () => bytes;
    expect((await trainyard(server, ['job', 'logs'])).stdout.equals(bytes)).toBe(true);
  });

  test('of several ranks are whole lines with a prefix, without a name those of the newest job', async () => {
    streams = [
      streamOf(0, Buffer.from('a\nb')),
      streamOf(1, Buffer.from('c\n')),
      streamOf(9, Buffer.from('x'), { attempt: 0 }),
    ];
    server.handlers.readLog = ({ query }) => Buffer.from(query.stream === streams[0]?.stream ? 'a\nb' : 'c\n');
    const { stdout, stderr } = await trainyard(server, ['job', 'logs']);
    expect(String(stdout)).toBe('[rank 0] a\n[rank 0] b\n[rank 1] c\n');
    expect(stderr).toBe('job train of experiment digits\n');
    expect(String((await trainyard(server, ['job', 'logs', '--rank', '1'])).stdout)).toBe('c\n');
  });

  test('are followed over cuts, each line once, until job and streams have ended; then the ledger', async () => {
    job = jobNamed('train', { nodeCount: 2, toolType: 'distributed' });
    let sent = 0;
    const logs = [0, 1].map((rank) => {
      const stream = streamOf(rank, Buffer.alloc(0));
      streams.push(stream);
      const log = new TestLog(`log:${stream.stream}`, {
        chunkSize: () => 29,
        beforeSend: (socket, delivery) => {
          sent += 1;
          if (sent % 30 === 0) socket.conn.close();
          // What is lost shows by what comes after it.
          return delivery.ended || sent % 11 !== 0;
        },
      });
      server.topics.set(`log:${stream.stream}`, log.subscribe);
      return log;
    }) as [TestLog, TestLog];
    const linesOf = (rank: number, from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `rank ${rank} prints line ${from + at}\n`).join('');
    logs[0].append(linesOf(0, 0, 20));
    let seen = '';
    const onOut = (bytes: Buffer) => {
      seen += bytes;
    };
    const done = trainyard(server, ['job', 'logs', '-f', 'train'], { onOut });
    await vi.waitFor(() => expect(seen).toContain('[rank 0] rank 0 prints line 10'), 8000);
    logs[0].append(linesOf(0, 20, 30), true);
    logs[1].append(linesOf(1, 0, 25), true);
    streams = streams.map((stream, at) => ({
      ...stream,
      bytes: logs[at]?.bytes.byteLength ?? 0,
      lines: [30, 25][at] ?? 0,
      ended: true,
    }));
    end({ executionState: 'succeeded', executionInfo: { exitCode: 0 } });
    const { code, stdout, stderr } = await done;
    expect(code).toBe(0);
    for (const rank of [0, 1]) {
      const prefix = `[rank ${rank}] `;
      const lines = String(stdout)
        .split('\n')
        .filter((line) => line.startsWith(prefix));
      const own = lines.map((line) => `${line.slice(prefix.length)}\n`).join('');
      expect(own).toBe(linesOf(rank, 0, [30, 25][rank] as number));
    }
    expect(stderr).toContain('rank 0: lines 1-30, 0 missing, 0 doubled\nrank 1: lines 1-25, 0 missing, 0 doubled\n');
  }, 20_000);

  test('a followed tail begins at the last lines and is counted from there', async () => {
    const bytes = Buffer.from('one\ntwo\nthree\nfour');
    const stream = streamOf(0, bytes, { ended: true });
    streams = [stream];
    server.topics.set(`log:${stream.stream}`, new TestLog(`log:${stream.stream}`, { bytes, ended: true }).subscribe);
    server.handlers.readLog = ({ query }) => bytes.subarray(Number(query.from), Number(query.to));
    end({ executionState: 'failed' });
    const done = await trainyard(server, [
      'job',
      'logs',
      '-f',
      'train',
      '--tail',
      '2',
      '--rank',
      '0',
      '--fd',
      'stdout',
    ]);
    expect(String(done.stdout)).toBe('three\nfour');
    expect(done.stderr).toBe('rank 0: lines 3-4, 0 missing, 0 doubled\n');
  });
});

describe('files', () => {
  test('are downloaded, the last attempt of each; a name that leads out is refused', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
    const content = (attempt: number) => Buffer.from(`model of attempt ${attempt}`);
    const artifact = (attempt: number, path: string) => ({
      uid: `0190a0b0-0000-7000-8000-00000000000${attempt}`,
      unit: 0,
      attempt,
      task: 0,
      kind: 'output',
      directory: 'MODEL',
      path,
      bytes: content(attempt).byteLength,
      sha256: createHash('sha256').update(content(attempt)).digest('hex'),
      storedAt: '2018-06-01T00:00:00Z',
    });
    server.handlers.getArtifact = ({ params }) => content(Number(params.uid?.at(-1)));
    server.handlers.listArtifacts = () => pageOf([artifact(2, 'deep/m.bin'), artifact(1, 'deep/m.bin')]);
    const download = (...args: string[]) =>
      trainyard(server, ['job', 'file', 'download', 'train', ...args, '--to', dir]);
    expect((await download('deep/m.bin')).code).toBe(0);
    expect(await readFile(join(dir, 'm.bin'), 'utf8')).toBe('model of attempt 2');
    expect((await download()).code).toBe(0);
    expect(await readdir(join(dir, 'MODEL', 'deep'))).toEqual(['m.bin']);
    expect((await download('absent')).code).toBe(3);
    server.handlers.listArtifacts = () => pageOf([artifact(1, '../../../evil')]);
    expect(await download()).toMatchObject({ code: 1, stderr: expect.stringContaining('leads out of') });
    await rm(dir, { recursive: true });
  });
});

describe('files of a directory of a job', () => {
  const entry = (name: string, more: object = {}) => ({
    name,
    type: 'file',
    bytes: 3,
    modified: '2018-06-01T00:00:00Z',
    ...more,
  });
  const pages = (server: TestServer): void => {
    server.handlers.listJobFiles = ({ query }) =>
      query.path === 'deep'
        ? { items: [entry('new\nline')], next: null }
        : { items: [entry('deep', { type: 'directory', bytes: null }), entry('m.bin')], next: null };
    server.handlers.listJobDirectories = () => ({
      items: [{ id: 'OUT', kind: 'output', place: 'volume', path: '', volume: 'share' }],
    });
    server.handlers.getJobFile = () => Buffer.from('abc');
    server.handlers.linkJobFile = ({ body }) => ({
      url: `http://x/${JSON.parse(body.toString()).path}`,
      expiresAt: '',
    });
  };

  test('are listed as they lie, with links where they are wanted', async () => {
    pages(server);
    const list = (...args: string[]) =>
      trainyard(server, ['job', 'file', 'list', 'train', '-d', 'OUT', ...args, '-o', 'tsv']);
    expect((await list('-p', './')).stdout.toString()).toBe(
      'deep\tdirectory\t\t2018-06-01T00:00:00Z\nm.bin\tfile\t3\t2018-06-01T00:00:00Z\n',
    );
    const linked = await list('-p', 'deep/', '--expiry', '10');
    expect(linked.stdout.toString()).toBe('new\\nline\tfile\t3\t2018-06-01T00:00:00Z\thttp://x/deep/new\\nline\n');
  });

  test('are downloaded from a volume, one or all', async () => {
    pages(server);
    const dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
    const download = (...args: string[]) =>
      trainyard(server, ['job', 'file', 'download', 'train', ...args, '-d', 'OUT', '--to', dir]);
    expect((await download('m.bin')).code).toBe(0);
    expect(await readdir(dir)).toEqual(['m.bin']);
    expect((await download()).code).toBe(0);
    expect(await readdir(join(dir, 'OUT', 'deep'))).toEqual(['new\nline']);
    expect((await download('absent')).code).toBe(3);
    await rm(dir, { recursive: true });
  });

  test('are printed as they grow, to the end', async () => {
    pages(server);
    let content = 'one\n';
    let looks = 0;
    server.handlers.getJob = () => jobNamed('train', { executionState: looks > 1 ? 'succeeded' : 'running' });
    server.handlers.listJobFiles = () => {
      if (++looks === 2) content = 'one\ntwo';
      return { items: [entry('stdout.txt', { bytes: content.length })], next: null };
    };
    server.handlers.getJobFile = () => Buffer.from(content);
    const { code, stdout } = await trainyard(server, ['job', 'file', 'stream', 'train', '-f', 'stdout.txt']);
    expect([code, stdout.toString()]).toEqual([0, 'one\ntwo']);
    const none = await trainyard(server, ['job', 'file', 'stream', 'train', '-f', 'none.txt']);
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('none.txt') });
  });
});
