import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, statfsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAll } from '../cluster/read-all.ts';
import { adminToken, RigServer } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

/** A server whose data directory is a file system of its own, of a size that the test sets; its nodes keep theirs on another. */
class SmallDiskServer extends RigServer {
  constructor(size: string) {
    super();
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.home]);
    mkdirSync(join(this.home, 'nodes'), { mode: 0o700 });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', join(this.home, 'nodes')]);
  }

  resize(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.home]);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.home);
    return bavail * bsize;
  }
}

const lines = 8_000_000;
/** What `seq` prints up to so many lines. Made before anything runs: it holds this process up for seconds. */
const printed = (() => {
  const hash = createHash('sha256');
  let bytes = 0;
  for (let from = 1; from <= lines; from += 100_000) {
    const part = Array.from({ length: 100_000 }, (_, at) => `${from + at}\n`).join('');
    bytes += part.length;
    hash.update(part);
  }
  return { sum: hash.digest('hex'), bytes };
})();

/** Only root may mount; for anybody else the disk stays as large as it is, and what needs a small one is left out. */
const isRoot = process.getuid?.() === 0;
const server = isRoot ? new SmallDiskServer('40m') : new RigServer();
let yard: Yard;
beforeAll(async () => {
  yard = await Yard.over(await server.start(), 1);
});
afterAll(() => server.dispose());

describe('a request', () => {
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  afterAll(() => kept.destroy());

  /** One request over the kept connection: its status, what it says, and which local port it used. */
  function post(path: string, body: string | Buffer) {
    return new Promise<{ status: number; error: Record<string, unknown>; port: number }>((resolve, reject) => {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
      const sent = request(`${server.url}/api/v1${path}`, { method: 'POST', agent: kept, headers });
      let port = 0;
      sent.on('socket', (socket) => {
        const note = () => (port = socket.localPort ?? 0);
        if (socket.connecting) socket.once('connect', note);
        else note();
      });
      sent.once('error', reject);
      sent.once('response', async (answer) => {
        const { error } = JSON.parse((await readAll(answer)).toString());
        resolve({ status: answer.statusCode ?? 0, error, port });
      });
      sent.end(body);
    });
  }
  const jobs = '/workspaces/w/experiments/e/jobs';

  test('whose JSON is cut short is refused by code, and the connection serves on', async () => {
    const cut = await post(jobs, '{"name": "a", ');
    expect(cut).toMatchObject({ status: 400, error: { code: 'MalformedJson' } });
    const next = await post(jobs, '[');
    expect(next).toMatchObject({ status: 400, error: { code: 'MalformedJson' }, port: cut.port });
  });

  test('whose body is too large is told the limit with 413, and the next one is answered', async () => {
    const large = await post(jobs, JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) }));
    expect(large).toMatchObject({ status: 413, error: { code: 'BodyTooLarge', params: { limit: 2 * 1024 * 1024 } } });
    expect(await post(jobs, '{}')).toMatchObject({ status: 400, error: { code: 'InvalidBody' } });
  });

  test('with unknown fields and a bad name is told each by its path, and nothing is made', async () => {
    const body = {
      name: 'no spaces',
      cluster: { name: 'c', colour: 'blue' },
      customToolkitSettings: { commandLine: 'true', comandLine: 'false' },
      environmentVariables: [{ name: 'A', valeu: '1' }],
    };
    const { status, error } = await post(jobs, JSON.stringify(body));
    expect([status, error.code]).toEqual([400, 'InvalidBody']);
    const details = error.details as { path: string; code: string }[];
    expect(details.map(({ path, code }) => `${code} ${path}`)).toEqual(
      expect.arrayContaining([
        'NameCharacters name',
        'UnknownField cluster.colour',
        'UnknownField customToolkitSettings.comandLine',
        'UnknownField environmentVariables[0].valeu',
      ]),
    );
    expect((await yard.client.call('listJobs', { params: { workspace: 'w' } })).items).toEqual([]);
  });
});

describe.runIf(server instanceof SmallDiskServer)('the disk of the server is full while a job prints', () => {
  const disk = server as SmallDiskServer;

  test('it stays up and says so; once there is space again the log is complete and the job ends', async () => {
    await yard.submit('loud', `seq 1 ${lines}; echo printed >&2`);
    await until('the disk to be full', () => server.output.includes('the disk of the server is full'));
    expect(disk.freeBytes).toBeLessThan(1024 * 1024);
    // What needs no space is served.
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await yard.job('loud')).executionState).toBe('running');
    expect((await yard.nodes()).map(({ health }) => health)).toEqual(['ok']);
    // What does is refused by code, whole: the log of the database had some room left, and then none.
    const made: string[] = [];
    const refusal = await until('a refusal', () => {
      const name = `late-${made.length}`;
      return yard.client.call('createWorkspace', { body: { name } }).then(
        () => void made.push(name),
        (error: { code?: string; message: string }) => error,
      );
    });
    expect(refusal).toMatchObject({ code: 'StorageFull', message: expect.stringContaining(server.home) });
    const { items } = await yard.client.call('listWorkspaces', { query: { limit: 1000 } });
    expect(items.map(({ name }) => name).sort()).toEqual([...made, 'w'].sort());
    disk.resize('200m');
    const ended = await yard.inState('loud', 'succeeded');
    expect(ended).toMatchObject({ attempt: 1, executionInfo: { exitCode: 0 } });
    const log = await yard.log('loud');
    expect(log.length).toBe(printed.bytes);
    expect(createHash('sha256').update(log).digest('hex')).toBe(printed.sum);
    const stream = (await yard.streams('loud')).find(({ phase, fd }) => phase === 'run' && fd === 'stdout');
    expect(stream).toMatchObject({ bytes: printed.bytes, lines, ended: true, holes: [] });
    expect((await yard.log('loud', { fd: 'stderr' })).toString()).toBe('printed\n');
  });
});
