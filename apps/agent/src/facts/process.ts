import { readdirSync } from 'node:fs';
import type { Fence } from '@trainyard/contracts/attempt';
import { type ProcessStat, parseStat } from '@trainyard/runtime/node/process-stat';
import { type FactFiles, readProcFile } from './proc-file.ts';

/** A task that runs on the node: which GPUs it holds and the first process of each of its ranks. */
export interface RunningTask {
  fence: Fence;
  gpuIds: number[];
  rootPids: number[];
}

/** What the processes under one root did since the sample before. */
export interface RootActivity {
  /** Percent of one core: two busy cores are 200. Null when there was no sample before. */
  cpu: number | null;
  /** Resident bytes; pages that processes share count for each. Null when nothing of it runs. */
  memory: number | null;
}

export interface TaskActivity extends RootActivity {
  task: RunningTask;
  roots: RootActivity[];
}

/** Samples after which every process is looked at afresh, since a pid can have been given to another one. */
const refreshAfter = 30;

/**
 * Samples the process trees of tasks. A process stays its root's when its parents are gone, by its session. Time of children
 * that ended is in their parents', so that short ones count too. Reads one directory and the stat of new and own processes only.
 */
export function createProcesses(
  files: FactFiles,
  units: { pageBytes: number; ticksPerSecond: number },
): (tasks: RunningTask[], monotonicMs: number) => TaskActivity[] {
  /** Which root a process belongs to; null: none of them. */
  let owner = new Map<number, number | null>();
  /** When the roots' processes started. */
  let starts = new Map<number, number>();
  let rootsBefore: ReadonlySet<number> = new Set();
  let sessions = new Map<number, number>();
  let last = new Map<number, { ticks: number; at: number }>();
  let samples = 0;

  function lookAt(pid: number, stat: ProcessStat, roots: ReadonlySet<number>): number | null {
    if (roots.has(pid)) return pid;
    const known = starts.get(pid) === stat.startTime ? owner.get(pid) : undefined;
    return known ?? owner.get(stat.parent) ?? sessions.get(stat.session) ?? null;
  }

  /** Sums up what each root's processes have used. */
  function sweep(roots: ReadonlySet<number>): Map<number, { ticks: number; pages: number }> {
    const sums = new Map<number, { ticks: number; pages: number }>();
    // Also when a root is new: its children may have been seen before it was known to be one.
    if (samples++ % refreshAfter === 0 || [...roots].some((root) => !rootsBefore.has(root))) {
      for (const [pid, root] of owner) if (root === null) owner.delete(pid);
    }
    rootsBefore = roots;
    const living = new Map<number, number | null>();
    const livingStarts = new Map<number, number>();
    // In order of age, parents before children as long as pids do not wrap; what is missed is found by its session.
    for (const pid of listPids(files)) {
      if (owner.get(pid) === null && !roots.has(pid)) {
        living.set(pid, null);
        continue;
      }
      const line = readProcFile(`${files.proc}/${pid}/stat`);
      const stat = line === undefined ? undefined : parseStat(pid, line);
      if (stat === undefined) continue;
      const root = lookAt(pid, stat, roots);
      living.set(pid, root);
      owner.set(pid, root);
      if (root === null) continue;
      livingStarts.set(pid, stat.startTime);
      // Only a root that leads its session owns it; otherwise the session is the agent's.
      if (stat.session === root) sessions.set(stat.session, root);
      else if (stat.session === pid) sessions.set(pid, root);
      const sum = sums.get(root) ?? { ticks: 0, pages: 0 };
      sums.set(root, { ticks: sum.ticks + stat.cpuTicks, pages: sum.pages + stat.pages });
    }
    owner = living;
    starts = livingStarts;
    return sums;
  }

  return (tasks, at) => {
    const roots = new Set(tasks.flatMap((task) => task.rootPids));
    if (roots.size === 0) {
      owner = new Map();
      starts = new Map();
      rootsBefore = roots;
      sessions = new Map();
      last = new Map();
      return tasks.map((task) => ({ task, cpu: null, memory: null, roots: [] }));
    }
    for (const [pid, root] of owner) if (root !== null && !roots.has(root)) owner.delete(pid);
    for (const [session, root] of sessions) if (!roots.has(root)) sessions.delete(session);
    const sums = sweep(roots);
    const before = last;
    last = new Map([...sums].map(([root, sum]) => [root, { ticks: sum.ticks, at }]));
    const activity = (root: number): RootActivity => {
      const now = sums.get(root);
      const then = before.get(root);
      if (now === undefined) return { cpu: null, memory: null };
      const ms = at - (then?.at ?? at);
      // A tree that lost a process nobody waited for shows less than before: then nothing is known of this second.
      const known = then !== undefined && ms > 0 && now.ticks >= then.ticks;
      const cpu = known ? ((now.ticks - then.ticks) / units.ticksPerSecond / ms) * 100_000 : null;
      return { cpu, memory: now.pages * units.pageBytes };
    };
    return tasks.map((task) => {
      const each = task.rootPids.map(activity);
      return {
        task,
        roots: each,
        cpu: total(each.map((one) => one.cpu)),
        memory: total(each.map((one) => one.memory)),
      };
    });
  };
}

/** Sum of what is known; null when nothing is. */
function total(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function listPids(files: FactFiles): number[] {
  const pids: number[] = [];
  for (const name of readdirSync(files.proc)) {
    const pid = Number(name);
    if (Number.isInteger(pid)) pids.push(pid);
  }
  return pids.sort((a, b) => a - b);
}
