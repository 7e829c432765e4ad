import { spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '@trainyard/runtime/clock';
import { type Entry, joining } from './enter.ts';
import { inherits, lives, type ProcessId, statOf } from './proc.ts';
import { type Exit, exitFile, exitOf, pidFile, shellArguments, streamFile } from './wrapper.ts';

/** A process to start: everything it needs is absolute and already expanded. */
export interface ProcessSpec {
  /** Its files are BASE.stdout, BASE.stderr, BASE.pid and BASE.exit. */
  base: string;
  command: { shell: string } | { argv: string[] };
  cwd: string;
  env: Record<string, string>;
  /** Where it runs: on the node, in its own network, in a container. */
  entry: Entry;
  /** `cgroup.procs` of the groups that it is to be in. */
  groups: readonly string[];
}

export interface RunningProcess extends ProcessId {
  exit: Promise<Exit>;
  /** True when it is a child of this agent: its session is known to be ours until it was waited for. */
  child: boolean;
}

/** How often an adopted process is looked at when the file watch says nothing: its parent is no longer us. */
const lookMs = 250;

/** Starts detached, in its own session, with both streams straight into files. Throws when bash cannot be started. */
export async function startProcess(spec: ProcessSpec, clock: Clock): Promise<RunningProcess> {
  const stdout = openStream(streamFile(spec.base, 'stdout'));
  const stderr = openStream(streamFile(spec.base, 'stderr'));
  try {
    const { base, command, cwd, env, entry, groups } = spec;
    const inner = entry.seesMachine ? groups : [];
    const words = [entry.shell, ...shellArguments(base, command, inner)];
    const inside = entry.enter({ argv: words, cwd, env }, false);
    const [file, ...args] = joining(entry.seesMachine ? [] : groups, inside).argv as [string, ...string[]];
    const child = spawn(file, args, {
      cwd: inside.cwd,
      env: inside.env,
      detached: true,
      stdio: ['ignore', stdout, stderr],
    });
    const exit = new Promise<Exit>((resolve) =>
      child.once('exit', (code, signal) => resolve({ ...exitOf(code, signal), at: clock.now() })),
    );
    if (child.pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
    child.on('error', () => {});
    return { pid: child.pid, startTime: statOf(child.pid)?.startTime ?? 0, exit, child: true };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

/** Opened by us and never through a link, so that a stream is a plain file of ours. */
export function openStream(path: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error(`${path} is not a plain file`);
}

/**
 * The process of an earlier agent. `known` is what the journal has; without it the process's own pid file counts, checked by
 * the fence in its environment. Undefined when it was never started; one that ended has its exit settled.
 */
export function adoptProcess(
  base: string,
  known: ProcessId | null,
  fence: string,
  clock: Clock,
): RunningProcess | undefined {
  const id = known ?? fromPidFile(base, fence);
  if (id === undefined) return undefined;
  return { ...id, exit: whenGone(base, id, clock), child: false };
}

function fromPidFile(base: string, fence: string): ProcessId | undefined {
  const pid = readNumber(pidFile(base));
  if (pid === undefined) return undefined;
  const stat = statOf(pid);
  // It ran, since only its own shell writes this file; when the number is another's by now, ours has ended.
  return stat && inherits(pid, fence) ? stat : { pid, startTime: -1 };
}

function whenGone(base: string, id: ProcessId, clock: Clock): Promise<Exit> {
  return new Promise((resolve) => {
    let cancel = (): void => {};
    let seen = false;
    const look = (): void => {
      cancel();
      if (lives(id)) {
        seen = true;
        cancel = clock.setTimeout(look, lookMs);
        return;
      }
      watcher?.close();
      const code = readNumber(exitFile(base));
      // Its own shell wrote the file last; without one nobody knows, unless it was seen alive a moment ago.
      const at = writtenAt(exitFile(base)) ?? (seen ? clock.now() : null);
      resolve({ ...(code === undefined ? { exitCode: null, signal: null } : exitOf(code, null)), at });
    };
    const watcher = watchFile(exitFile(base), look);
    look();
  });
}

/** Calls `fn` when the file may have come, until it answers true or nobody waits any more. */
export function whenWritten(path: string, fn: () => boolean, clock: Clock, signal: AbortSignal): void {
  let cancel = (): void => {};
  const end = (): void => {
    cancel();
    watcher?.close();
  };
  const look = (): void => {
    cancel();
    if (signal.aborted || fn()) end();
    else cancel = clock.setTimeout(look, lookMs);
  };
  const watcher = watchFile(path, look);
  signal.addEventListener('abort', end, { once: true });
  look();
}

/** Calls `fn` when the file changes; undefined where the directory cannot be watched, then looking has to do. */
function watchFile(path: string, fn: () => void): { close(): void } | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => name === basename(path) && fn());
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

function writtenAt(path: string): number | undefined {
  try {
    return Math.round(statSync(path).mtimeMs);
  } catch {
    return undefined;
  }
}

/** A whole number on a whole line; a line that is still being written, or that a full disk cut off, is none. */
function readNumber(path: string): number | undefined {
  try {
    const match = /^(\d+)\n$/.exec(readFileSync(path, 'latin1'));
    return match ? Number(match[1]) : undefined;
  } catch {
    return undefined;
  }
}
