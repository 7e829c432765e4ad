/** Objects as a server presents them, and the command as a real process, for tests. */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { defaultScheduling } from '@trainyard/contracts/queues';
import type { TestServer } from '@trainyard/sdk/testing/test-server';
import { run } from '../run.ts';
import type { CliSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

const uidOf = (at: number) => `0190a0b0-0000-7000-8000-${String(at).padStart(12, '0')}`;
export const jobUid = uidOf(7);
const time = '2018-06-01T00:00:00Z';

export function workspaceNamed(name: string) {
  return {
    uid: uidOf(1),
    ref: name,
    subscription: 'local',
    resourceGroup: 'default',
    name,
    location: 'local',
    tags: {},
    provisioningState: 'succeeded',
    retention: {},
    creationTime: time,
    revision: 1,
    can: {},
  };
}

export function experimentNamed(name: string) {
  return {
    uid: uidOf(2),
    workspace: 'yard',
    name,
    provisioningState: 'succeeded',
    creationTime: time,
    revision: 1,
    can: {},
  };
}

export function clusterNamed(name: string, more: Partial<Cluster> = {}): Cluster {
  const counts = {
    idleNodeCount: 1,
    runningNodeCount: 2,
    preparingNodeCount: 0,
    unusableNodeCount: 0,
    leavingNodeCount: 0,
  };
  return {
    uid: uidOf(3),
    workspace: 'yard',
    name,
    vmSize: 'STANDARD_D1',
    vmPriority: 'dedicated',
    scaleSettings: {},
    provisioner: { kind: 'local' },
    nodeLabels: {},
    scheduling: defaultScheduling,
    price: null,
    lowPriority: null,
    tags: {},
    provisioningState: 'succeeded',
    allocationState: 'steady',
    allocationStateTransitionTime: time,
    currentNodeCount: 3,
    targetNodeCount: 3,
    targetReason: null,
    scalingHindrance: null,
    notes: [],
    nodeStateCounts: counts,
    errors: [],
    creationTime: time,
    createdBy: 'admin',
    revision: 1,
    can: {},
    ...more,
  };
}

export function jobNamed(name: string, more: Partial<Job> = {}): Job {
  return {
    uid: jobUid,
    workspace: 'yard',
    experiment: 'digits',
    name,
    cluster: { uid: uidOf(3), workspace: 'yard', name: 'local' },
    toolType: 'custom',
    nodeCount: 1,
    schedulingPriority: 'normal',
    queue: 'default',
    tags: {},
    executionState: 'running',
    executionStateTransitionTime: time,
    provisioningState: 'succeeded',
    executionInfo: {},
    reasons: [],
    held: false,
    resubmittedFrom: null,
    forecast: null,
    shards: null,
    services: [],
    preemptions: 0,
    vitals: null,
    attempt: 1,
    phase: 'running',
    jobOutputDirectoryPathSegment: 'x',
    pruned: {},
    creationTime: time,
    createdBy: 'admin',
    revision: 1,
    can: {},
    ...more,
  };
}

export function streamOf(rank: number, bytes: Buffer, more: Partial<LogStream> = {}): LogStream {
  const fd = more.fd ?? 'stdout';
  const lines = bytes.toString('latin1').split('\n').length - (bytes.at(-1) === 10 ? 1 : 0);
  const stream = `${jobUid}/0/${more.attempt ?? 1}/${rank}/run/0/${fd}`;
  return {
    stream,
    unit: 0,
    attempt: 1,
    task: rank,
    node: `n${rank}`,
    phase: 'run',
    process: 0,
    rank,
    fd,
    bytes: bytes.byteLength,
    lines,
    ended: false,
    holes: [],
    ...more,
  };
}

export const pageOf = (items: unknown[]) => ({ items, next: null, seq: 1 });

export interface Done {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  /** Given the pieces of stderr as they come. */
  onErr?: (text: string) => void;
  onOut?: (bytes: Buffer) => void;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Runs `trainyard ARGS` against the server, as a shell would; nothing of this process's environment leaks in. */
export function trainyard(server: TestServer | undefined, args: string[], options: RunOptions = {}): Promise<Done> {
  const known = server ? { TRAINYARD_URL: server.url, TRAINYARD_TOKEN: server.token } : {};
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    TRAINYARD_HOME: '/nonexistent',
    // Of what is not the command's but Node's own: where it keeps what it compiled.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    ...known,
    ...options.env,
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { env });
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk);
    options.onOut?.(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
    options.onErr?.(String(chunk));
  });
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out), stderr })));
}

/** Of somebody who has nothing but a server. */
const ownSettings: CliSettings = {
  url: undefined,
  token: undefined,
  subscription: undefined,
  resourceGroup: undefined,
  sshDirectory: '/nonexistent',
  storageAccount: undefined,
  storageKey: undefined,
  newStorageKey: undefined,
  credentialsFile: '/nonexistent/c',
  home: '/nonexistent',
  cacheDir: join(tmpdir(), 'trainyard-cli-cache'),
};

/** The same in this process, for tables of cases: a process each would take half a second a row. */
export async function runHere(
  server: TestServer,
  args: string[],
  given: Partial<CliSettings> = {},
  typed = '',
): Promise<Done> {
  const [input, out, err] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const settings = { ...ownSettings, url: server.url, token: server.token, ...given };
  input.end(typed);
  const terminal = { in: input, out, err } as unknown as Terminal;
  const [stdout, stderr] = [collect(out), collect(err)];
  const code = await run(args, { terminal, settings: () => settings });
  out.end();
  err.end();
  return { code, stdout: await stdout, stderr: String(await stderr) };
}

/** The same at a terminal of this size: what it was sent, on stdout and stderr alike. `keys` are typed once something is there. */
export async function runOnTerminal(
  server: TestServer,
  args: string[],
  { plain = false, keys = '', columns = 80, rows = 24, onScreen = (_: string) => {} } = {},
): Promise<{ code: number; screen: string; raw: boolean[] }> {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void raw.push(on) });
  const screenOf = () => Object.assign(new PassThrough(), { isTTY: true, columns, rows });
  const [out, err] = [screenOf(), screenOf()];
  let screen = '';
  for (const stream of [out, err]) {
    stream.on('data', (text) => {
      screen += text;
      onScreen(screen);
    });
  }
  out.once('data', () => input.write(keys));
  const settings = { ...ownSettings, url: server.url, token: server.token };
  const terminal = { in: input, out, err } as unknown as Terminal;
  const code = await run(args, { terminal, plain, settings: () => settings });
  return { code, screen, raw };
}

async function collect(stream: PassThrough): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
