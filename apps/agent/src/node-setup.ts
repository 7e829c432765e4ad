import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DesiredNode, NodeReport } from '@trainyard/contracts/fleet';
import { nodeStream } from '@trainyard/contracts/log-frame';
import { reason } from '@trainyard/contracts/reasons';
import type { Clock } from '@trainyard/runtime/clock';
import type { NodeEntry } from './executors/enter.ts';
import { adoptProcess, startProcess } from './executors/process.ts';
import { exitFile, pidFile, streamFile } from './executors/wrapper.ts';
import type { LogPump } from './logs/pump.ts';
import { makeSetupLogDirectory } from './node-setup-logs.ts';
import { type NodeVariables, type Variables, withPlanned } from './tasks/variables.ts';
import type { ServerFiles } from './transfer/server-files.ts';

type Setup = NonNullable<DesiredNode['setup']>;

export interface NodeSetupPort {
  nodeHome: string;
  node: NodeVariables;
  entry: NodeEntry;
  bootId: string;
  clock: Clock;
  files: ServerFiles;
  pump: LogPump;
  signal: AbortSignal;
}

interface SetupState {
  /** Which set-up in which start of the machine. */
  key: string;
  pid: number | null;
  startTime: number | null;
  ended: { exitCode: number | null } | null;
}

/** What every process of a node's set-up carries, so that its strays are found when the node leaves. */
export function setupFence(nodeUid: string): string {
  return `node/${nodeUid}/setup`;
}

/** Runs the cluster's set-up task once per start of the machine and per wording, and takes it over after a restart of the agent. */
export async function setUpNode(port: NodeSetupPort, setup: Setup | null): Promise<NodeReport> {
  if (setup === null) return { phase: 'ready', reason: null };
  const directory = join(port.nodeHome, 'setup');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const base = join(directory, 'setup');
  const key = createHash('sha256')
    .update(JSON.stringify([port.bootId, setup]))
    .digest('hex');
  const stateFile = join(directory, 'state.json');
  let state = readState(stateFile);
  if (state?.key !== key) {
    for (const file of [pidFile(base), exitFile(base)]) rmSync(file, { force: true });
    state = { key, pid: null, startTime: null, ended: null };
  }
  const exitCode = state.ended ? state.ended.exitCode : await run(port, setup, base, state, stateFile);
  if (exitCode === 0) return { phase: 'ready', reason: null };
  return { phase: 'failed', reason: reason('nodeSetupFailed', { exitCode: exitCode ?? 'unknown' }) };
}

async function run(
  port: NodeSetupPort,
  setup: Setup,
  base: string,
  state: SetupState,
  stateFile: string,
): Promise<number | null> {
  const fence = setupFence(port.node.nodeUid);
  const known = state.pid !== null && state.startTime !== null ? { pid: state.pid, startTime: state.startTime } : null;
  const running =
    adoptProcess(base, known, fence, port.clock) ??
    (await startProcess({
      base,
      command: { shell: setup.commandLine },
      cwd: join(port.nodeHome, 'setup'),
      env: await environment(port, setup, fence),
      entry: port.entry,
    }));
  writeState(stateFile, { ...state, pid: running.pid, startTime: running.startTime });
  const streams = (['stdout', 'stderr'] as const).map((fd) => {
    const stream = nodeStream(port.node.nodeUid, fd);
    port.pump.add(stream, streamFile(base, fd));
    return stream;
  });
  const { exitCode } = await running.exit;
  writeState(stateFile, { ...state, ended: { exitCode } });
  void port.pump.finish(streams);
  return exitCode;
}

async function environment(
  { node, nodeHome, files, signal }: NodeSetupPort,
  setup: Setup,
  fence: string,
): Promise<Variables> {
  const base: Variables = {
    PATH: node.path,
    HOME: homedir(),
    LANG: node.lang,
    TERM: 'dumb',
    PYTHONUNBUFFERED: '1',
    AZ_BATCHAI_MOUNT_ROOT: node.mountRoot,
    AZ_BATCHAI_STDOUTERR_DIR: makeSetupLogDirectory(setup, node) ?? join(nodeHome, 'setup'),
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
