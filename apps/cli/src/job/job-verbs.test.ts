import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogStream } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
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

  test('are searched by the server, in all streams that are meant', async () => {
    streams = [streamOf(0, Buffer.from('a\n')), streamOf(1, Buffer.from('b\n')), streamOf(2, Buffer.alloc(0))];
    const ids = streams.slice(0, 2).map(({ stream }) => stream);
    server.handlers.exportLogs = () => Buffer.from('[rank 0] a\n');
    const filter = ['--grep=-loss', '--regexp', '--invert-match', '--times', '--level', 'error', 'warning'];
    expect(String((await runHere(server, ['job', 'logs', 'train', ...filter])).stdout)).toBe('[rank 0] a\n');
    expect(server.seen.at(-1)?.query).toEqual({
      streams: ids.join(','),
      pattern: '-loss',
      regex: 'true',
      caseSensitive: 'false',
      inverse: 'true',
      times: 'true',
      levels: 'error,warning',
    });
    const end = { kind: 'end', matches: 7, given: 0, through: {} };
    server.handlers.searchLogs = () => Buffer.from(`${JSON.stringify(end)}\n`);
    const counted = await runHere(server, ['job', 'logs', 'train', '--rank', '1', '--grep', 'loss', '--count']);
    expect([counted.code, String(counted.stdout)]).toEqual([0, '7\n']);
    expect(JSON.parse(String(server.seen.at(-1)?.body))).toMatchObject({
      streams: [ids[1]],
      pattern: 'loss',
      limit: 0,
    });
    const both = await runHere(server, ['job', 'logs', 'train', '-f', '--grep', 'loss']);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--follow goes without --grep')]);
    expect((await runHere(server, ['job', 'logs', 'train', '--level', 'loud'])).code).toBe(2);
    server.handlers.exportLogs = () => {
      throw new Fault('InvalidBody', { faults: ['pattern: unclosed group'] });
    };
    const refused = await runHere(server, ['job', 'logs', 'train', '--grep', '(', '--regexp']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('unclosed group')]);
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
  const about = (id: string, place = 'artifacts') => ({
    id,
    kind: 'output',
    place,
    path: `$AZ_BATCHAI_OUTPUT_${id}`,
    volume: null,
  });
  const file = (name: string) => ({ name, type: 'file', bytes: 5, modified: '2018-06-01T00:00:00Z' });
  const directory = (name: string) => ({ name, type: 'directory', bytes: null, modified: null });

  /** MODEL has deep/m.bin and top.txt, on two pages. */
  function serveFiles(): void {
    server.handlers.listJobDirectories = () => ({ items: [about('MODEL'), about('GONE', 'unreadable')] });
    server.handlers.listJobFiles = ({ query: { path = '', after } }) => {
      if (path === 'deep') return { items: [file('m.bin')], next: null };
      if (path === 'top.txt' || path === 'deep/m.bin') throw new Fault('NotADirectory', { path });
      if (path !== '') throw new Fault('FileNotFound', { path });
      return after === undefined
        ? { items: [directory('deep')], next: 'deep' }
        : { items: [file('top.txt')], next: null };
    };
    server.handlers.getJobFile = ({ query: { path } }) => Buffer.from(`bytes of ${path}`);
  }

  test('of all directories that can be read are listed, below the top only when asked', async () => {
    serveFiles();
    const listed = async (...args: string[]) => {
      const { stdout } = await trainyard(server, ['job', 'file', 'list', 'train', ...args, '-o', 'tsv']);
      return String(stdout)
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]);
    };
    expect(await listed()).toEqual(['deep', 'top.txt']);
    expect(await listed('-r')).toEqual(['deep', 'deep/m.bin', 'top.txt']);
    expect(await listed('-d', 'MODEL', '-p', 'deep')).toEqual(['deep/m.bin']);
    expect((await trainyard(server, ['job', 'file', 'list', 'train', '-d', 'OTHER'])).code).toBe(3);
  });

  test('are downloaded one by one, by directory or all; a name that leads out is refused', async () => {
    serveFiles();
    const dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
    const download = (...args: string[]) =>
      trainyard(server, ['job', 'file', 'download', 'train', ...args, '--to', dir]);
    expect((await download('deep/m.bin')).code).toBe(0);
    expect(await readFile(join(dir, 'm.bin'), 'utf8')).toBe('bytes of deep/m.bin');
    expect((await download('MODEL/top.txt')).code).toBe(0);
    expect((await download('deep', '-d', 'MODEL')).code).toBe(0);
    expect((await readdir(dir)).toSorted()).toEqual(['m.bin', 'top.txt']);
    expect((await download()).code).toBe(0);
    expect(await readFile(join(dir, 'MODEL', 'deep', 'm.bin'), 'utf8')).toBe('bytes of deep/m.bin');
    expect((await download('absent')).code).toBe(3);
    server.handlers.listJobFiles = () => ({ items: [file('../../evil')], next: null });
    expect(await download()).toMatchObject({ code: 1, stderr: expect.stringContaining('leads out of') });
    await rm(dir, { recursive: true });
  });

  test('have links that need no sign-in', async () => {
    server.handlers.linkJobFile = ({ body }) => ({
      url: `http://x/${JSON.parse(String(body)).path}`,
      expiresAt: '2018',
    });
    const { stdout } = await trainyard(server, ['job', 'file', 'link', 'train', 'm.bin', '-d', 'MODEL', '-o', 'json']);
    expect(JSON.parse(String(stdout)).url).toBe('http://x/m.bin');
    expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({ path: 'm.bin' });
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
      'deep\tdirectory\t\t2018-06-01T00:00:00Z\tOUT\nm.bin\tfile\t3\t2018-06-01T00:00:00Z\tOUT\n',
    );
    const linked = await list('-p', 'deep/', '--expiry', '10');
    expect(linked.stdout.toString()).toBe(
      'deep/new\\nline\tfile\t3\t2018-06-01T00:00:00Z\tOUT\thttp://x/deep/new\\nline\n',
    );
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
