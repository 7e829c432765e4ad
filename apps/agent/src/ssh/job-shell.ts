import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { lives } from '../executors/proc.ts';
import { startProcess } from '../executors/process.ts';
import { quote, streamFile } from '../executors/wrapper.ts';
import { unlessStopped } from '../tasks/launch.ts';
import type { StepContext } from '../tasks/step.ts';
import { clientConfig, type JobKeys, type SshPeer, serverConfig } from './job-config.ts';
import { jobKeys } from './job-keys.ts';
import { commonServerLines, findSsh, makeServerDirectory, type SshPrograms } from './programs.ts';

/** What a task tells the others of its server. */
interface Published {
  port: number;
  hostName: string;
}

/** Where everybody looks; else a few beside what plans lease and what outgoing connections take. */
const plainPort = 22;
const otherPorts = { from: 30_000, count: 2_000, tries: 4 } as const;
/** A server listens within a few ms; a machine that is this slow has other troubles. */
const patienceMs = 5_000;
const lookMs = 10;

/**
 * `ssh NODE command` between the nodes of a job, as Batch AI's users know it: a server for this task alone, with keys for this attempt
 * alone, in the node's network and the task's group of processes, so that it ends with the task. Absent where OpenSSH is not installed, the
 * nodes share no directory, or the task runs in a container.
 */
export async function openJobShell(context: StepContext): Promise<void> {
  const place = placeOf(context);
  const programs = place && findSsh();
  if (!place || !programs) return;
  const keys = await jobKeys(programs, place.keys);
  mkdirSync(join(place.own, 'bin'), { recursive: true, mode: 0o700 });
  for (const name of ['ssh', 'scp', 'sftp'] as const) writeWrapper(place, name, programs[name]);
  context.system.PATH = `${join(place.own, 'bin')}:${context.system.PATH}`;
  const { shell } = context.record;
  if (shell && lives(shell)) return;
  const published = await serve(context, programs, keys, place);
  mkdirSync(place.ports, { recursive: true });
  writeFileSync(join(place.ports, String(context.record.plan.fence.task)), JSON.stringify(published));
  context.note(`ssh of the job listens on ${place.address} port ${published.port}`);
}

/**
 * Once all tasks are prepared, each knows how to reach the others. The first whose processes start says so for all of them, since these may go
 * from there to a node whose own do not run yet.
 */
export function connectJobShell(context: StepContext): void {
  const place = placeOf(context);
  // Not there where the job has no ssh on this node.
  if (!place || !existsSync(place.own)) return;
  const peers = context.record.plan.gang.flatMap(({ task, address, host }): SshPeer[] => {
    const published = read(join(place.ports, String(task)));
    return published ? [{ address, port: published.port, names: [host, published.hostName] }] : [];
  });
  if (peers.length === 0) return;
  const keys = { key: join(place.keys, 'key'), hostKey: '', knownHosts: join(place.keys, 'known_hosts') };
  const draft = `${place.config}.${randomUUID()}`;
  writeFileSync(draft, clientConfig(peers, keys, userInfo().username), { mode: 0o600 });
  renameSync(draft, place.config);
}

interface Place {
  address: string;
  /** The task's own directory for it. */
  own: string;
  /** Seen by all tasks of the attempt. */
  keys: string;
  ports: string;
  config: string;
}

function placeOf({ record: { plan }, layout, sharedTemp }: StepContext): Place | undefined {
  const shared = sharedTemp.besideOf(plan);
  const self = plan.gang.find(({ task }) => task === plan.fence.task);
  if (shared === null || plan.image !== null || !self) return undefined;
  const own = join(layout.root, 'ssh');
  return {
    address: self.address,
    own,
    keys: join(shared, 'ssh'),
    ports: join(shared, 'ssh-ports'),
    config: join(shared, 'ssh-config'),
  };
}

async function serve(context: StepContext, { sshd }: SshPrograms, keys: JobKeys, place: Place): Promise<Published> {
  makeServerDirectory();
  const { record, layout, system, nodeEntry, clock, group, stopping } = context;
  const first = Number(record.plan.fence.attempt * 7 + record.plan.fence.task);
  for (let at = 0; at <= otherPorts.tries; at++) {
    const start = clock.now() * 10 + at;
    const port = at === 0 ? plainPort : otherPorts.from + ((clock.now() + first * 101 + at * 37) % otherPorts.count);
    const config = join(place.own, `sshd_config-${start}`);
    const of = { address: place.address, port, keys, user: userInfo().username, variables: system };
    writeFileSync(config, serverConfig(of, commonServerLines()), { mode: 0o600 });
    const base = join(layout.run, `sshd-${start}`);
    const { TRAINYARD_FENCE = '', PATH = '' } = system;
    const running = await startProcess(
      {
        base,
        command: { argv: [sshd, '-D', '-e', '-f', config] },
        cwd: '/',
        env: { TRAINYARD_FENCE, PATH },
        entry: nodeEntry,
        groups: group?.procsFiles ?? [],
      },
      clock,
    );
    // A server writes over its environment, by which the task's processes are found otherwise.
    context.record.shell = { pid: running.pid, startTime: running.startTime };
    context.saveNow();
    const outcome = await unlessStopped(stopping, Promise.race([listening(context, base), running.exit]));
    const hostName = nodeEntry.network?.hostName ?? record.plan.names.node;
    if (outcome === true) return { port, hostName };
  }
  throw new Error(`no server could listen on ${place.address}`);
}

/** True once it says so; false when it stays silent. */
async function listening({ clock, stopping }: StepContext, base: string): Promise<boolean> {
  const until = clock.monotonic() + patienceMs;
  while (clock.monotonic() < until && !stopping.aborted) {
    if (/^Server listening on /m.test(textOf(streamFile(base, 'stderr')))) return true;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, lookMs));
  }
  return false;
}

function writeWrapper({ own, config }: Place, name: string, program: string): void {
  const path = join(own, 'bin', name);
  writeFileSync(
    path,
    `#!/bin/sh\n[ -e ${quote(config)} ] || exec ${quote(program)} "$@"\nexec ${quote(program)} -F ${quote(config)} "$@"\n`,
  );
  chmodSync(path, 0o755);
}

function read(file: string): Published | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Published;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
