import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultPreparationTime, durationMs, formatDuration } from '@trainyard/contracts/durations';
import type { DesiredNode, NodeReport } from '@trainyard/contracts/fleet';
import { nodeStream } from '@trainyard/contracts/log-frame';
import { reason } from '@trainyard/contracts/reasons';
import type { Clock } from '@trainyard/runtime/clock';
import type { Cgroup } from './executors/cgroup.ts';
import { endTree } from './executors/end-tree.ts';
import type { NodeEntry } from './executors/enter.ts';
import { adoptProcess, type RunningProcess, startProcess } from './executors/process.ts';
import { exitFile, pidFile, streamFile } from './executors/wrapper.ts';
import type { LogPump } from './logs/pump.ts';
import { makeSetupLogDirectory } from './node-setup-logs.ts';
import { tailOf } from './tasks/exit-story.ts';
import { type NodeVariables, type Variables, withPlanned } from './tasks/variables.ts';
import type { ServerFiles } from './transfer/server-files.ts';
import type { Volume } from './volumes/volume.ts';

type Setup = NonNullable<DesiredNode['setup']>;

export interface NodeSetupPort {
  nodeHome: string;
  node: NodeVariables;
  entry: NodeEntry;
  bootId: string;
  clock: Clock;
  files: ServerFiles;
  pump: LogPump;
  /** Where its processes are found whatever they do; without limits. */
  group: Cgroup | undefined;
  /** ms that a process may outlive SIGKILL before it counts as held by the kernel. */
  patience: number;
  signal: AbortSignal;
  /** The node's, which are mounted. */
  volumes(): readonly Volume[];
}

interface SetupState {
  /** Which set-up in which start of the machine. */
  key: string;
  pid: number | null;
  startTime: number | null;
  /** ms since 1970, for its limit. */
  startedAt: number | null;
  /** Bytes of its log that earlier rounds wrote. */
  before: Record<'stdout' | 'stderr', number>;
  ended: { exitCode: number | null; late: boolean; at: number } | null;
}

/** What every process of a node's set-up carries, so that its strays are found when the node leaves. */
export function setupFence(nodeUid: string): string {
  return `node/${nodeUid}/setup`;
}

/** SIGTERM to SIGKILL for a set-up task that is late, and for what one left running that failed. */
const graceMs = 2_000;
/** A set-up may leave services running, which are as the machine's own: more than any needs. */
const setupPids = 16_384;
/** What is told of its last words: what fits on a page. */
const told = { lines: 20, bytes: 4096 } as const;

/**
 * Runs the cluster's set-up task once per start of the machine, per wording and per round, and takes it over after a restart of the agent.
 * One that fails is told with its last words, and what it left running is ended, so that it finds a clean node the next time.
 */
export async function setUpNode(port: NodeSetupPort, setup: Setup | null): Promise<NodeReport> {
  if (setup === null) return { phase: 'ready', reason: null };
  const directory = join(port.nodeHome, 'setup');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const base = join(directory, 'setup');
  // How long it may take is no reason to run it once more.
  const { limit: _, ...what } = setup;
  const key = createHash('sha256')
    .update(JSON.stringify([port.bootId, what]))
    .digest('hex');
  const stateFile = join(directory, 'state.json');
  let state = readState(stateFile);
  if (state?.key !== key) {
    for (const file of [pidFile(base), exitFile(base)]) rmSync(file, { force: true });
    const before = { stdout: sizeOf(streamFile(base, 'stdout')), stderr: sizeOf(streamFile(base, 'stderr')) };
    state = { key, pid: null, startTime: null, startedAt: null, before, ended: null };
  }
  const { exitCode, late, at } = state.ended ?? (await run(port, setup, base, state, stateFile));
  if (exitCode === 0 && !late) return { phase: 'ready', reason: null };
  const why = late
    ? reason('nodeSetupTimedOut', { limit: formatDuration(limitOf(setup)) })
    : reason('nodeSetupFailed', { exitCode: exitCode ?? 'unknown' });
  return { phase: 'failed', reason: why, setup: { exitCode, stderr: lastWords(base, state.before), endedAt: at } };
}

function limitOf({ limit }: Setup): number {
  return limit ?? durationMs(defaultPreparationTime);
}

/** The end of what this round wrote to stderr, or to stdout when it wrote nothing there. */
function lastWords(base: string, before: SetupState['before']): string {
  const [stderr, stdout] = (['stderr', 'stdout'] as const).map((fd) => {
    const path = streamFile(base, fd);
    return tailOf(path, Math.min(told.bytes, sizeOf(path) - before[fd])).trimEnd();
  });
  const lines = (stderr || stdout || '').split('\n').slice(-told.lines).join('\n');
  // A character that the cut went through became three bytes of its own.
  return lines.slice(-told.bytes);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function run(
  port: NodeSetupPort,
  setup: Setup,
  base: string,
  before: SetupState,
  stateFile: string,
): Promise<NonNullable<SetupState['ended']>> {
  const { clock } = port;
  const fence = setupFence(port.node.nodeUid);
  const { pid, startTime } = before;
  const known = pid !== null && startTime !== null ? { pid, startTime } : null;
  const running = adoptProcess(base, known, fence, clock) ?? (await start(port, setup, base, fence));
  const startedAt = before.startedAt ?? clock.now();
  const state = { ...before, pid: running.pid, startTime: running.startTime, startedAt };
  writeState(stateFile, state);
  const streams = (['stdout', 'stderr'] as const).map((fd) => {
    const stream = nodeStream(port.node.nodeUid, fd);
    port.pump.add(stream, streamFile(base, fd));
    return stream;
  });
  let cancel = (): void => {};
  const tooLate = new Promise<'late'>((resolve) => {
    cancel = clock.setTimeout(() => resolve('late'), Math.max(0, startedAt + limitOf(setup) - clock.now()));
  });
  const exit = await Promise.race([running.exit, tooLate]).finally(cancel);
  const exitCode = exit === 'late' ? null : exit.exitCode;
  if (exitCode !== 0) await endLeftovers(port, running);
  const ended = { exitCode, late: exit === 'late', at: clock.now() };
  writeState(stateFile, { ...state, ended });
  // It may run again, which goes on in the same log.
  port.pump.rest(streams);
  return ended;
}

/** The log of each round follows that of the one before, in the same files. */
async function start(port: NodeSetupPort, setup: Setup, base: string, fence: string): Promise<RunningProcess> {
  try {
    port.group?.make({ memoryBytes: null, cpus: null, weight: 1, pids: setupPids });
  } catch {
    // Without a group what it leaves is found by its environment.
    port.group?.remove();
  }
  const groups = port.group?.procsFiles ?? [];
  const command = { shell: setup.commandLine };
  const env = await environment(port, setup, fence);
  const cwd = join(port.nodeHome, 'setup');
  return startProcess({ base, command, cwd, env, groups, entry: port.entry }, port.clock);
}

async function endLeftovers({ node, clock, group, patience }: NodeSetupPort, running: RunningProcess): Promise<void> {
  const belonging = { fence: setupFence(node.nodeUid), roots: [running], sessions: [], group };
  await endTree(belonging, graceMs, clock, undefined, patience);
}

async function environment(port: NodeSetupPort, setup: Setup, fence: string): Promise<Variables> {
  const { node, nodeHome, files, signal, clock } = port;
  const logs = await makeSetupLogDirectory(setup, { node, nodeHome, clock, volumes: port.volumes() });
  const base: Variables = {
    PATH: node.path,
    HOME: homedir(),
    LANG: node.lang,
    TERM: 'dumb',
    PYTHONUNBUFFERED: '1',
    AZ_BATCHAI_MOUNT_ROOT: node.mountRoot,
    AZ_BATCHAI_STDOUTERR_DIR: logs ?? join(nodeHome, 'setup'),
    AZ_BATCH_NODE_ID: node.nodeUid,
  };
  const secrets = setup.secrets.length > 0 ? await files.secrets({ nodeUid: node.nodeUid }, signal) : {};
  const planned = [...setup.env, ...setup.secrets.map((name) => ({ name, secretRef: name }))];
  return { ...withPlanned(base, planned, secrets), TRAINYARD_FENCE: fence };
}

function readState(file: string): SetupState | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SetupState;
  } catch {
    return undefined;
  }
}

function writeState(file: string, state: SetupState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
