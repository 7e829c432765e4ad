import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Fence } from '@trainyard/contracts/attempt';
import type { TaskReport } from '@trainyard/contracts/fleet';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { Text } from '@trainyard/contracts/texts';
import type { ContainerRecord } from './containers/node-containers.ts';
import { shortId } from './tasks/layout.ts';
import type { Trouble } from './tasks/trouble.ts';
import type { VolumeRecord } from './volumes/volume-record.ts';

/** A process as the journal keeps it. `startTime` guards its number against reuse. */
export interface ProcessRecord {
  index: number;
  state: 'waiting' | 'running' | 'exited';
  pid: number | null;
  startTime: number | null;
  exitCode: number | null;
  signal: string | null;
  /** When it ended, ms since 1970; null or absent when nobody knows. */
  exitedAt?: number | null;
  /** What of its command could be seen to be wrong when it was started; absent when nothing was. */
  trouble?: Trouble;
}

/** A file that the server has: seen again with the same size and time it is not sent again. */
export interface ShippedFile {
  path: string;
  bytes: number;
  mtimeMs: number;
}

/** Everything of a task that survives a restart of the agent. Secrets are not in it. */
export interface TaskRecord {
  version: 1;
  bootId: string;
  plan: TaskPlan;
  serial: number;
  phase: TaskReport['phase'];
  prepared: boolean;
  step: string | null;
  steps: TaskReport['steps'];
  preparation: ProcessRecord | null;
  processes: ProcessRecord[];
  outcome: TaskReport['outcome'];
  exitCode: number | null;
  reason: Text | null;
  /** Set once the task is to end before its processes do. */
  stop: Text | null;
  /** ms between SIGTERM and SIGKILL of that end, where the server says so; absent: as the plan says. */
  stopGrace?: number | null;
  /** When the node is taken away, ms since 1970; absent without notice. */
  reclaimAt?: number | null;
  /** The container that it runs in; absent without one, or before it was started. */
  container?: ContainerRecord;
  /** ms since 1970 from which the wall clock counts. */
  clockFrom: number | null;
  checkpointAt: number | null;
  shipped: ShippedFile[];
  /** Its volumes in the plan's order; absent where it has none. */
  volumes?: VolumeRecord[];
  /** The task's server for ssh, which hides its environment; absent without one. */
  shell?: { pid: number; startTime: number };
  /** Inode of each stream's file, to notice one that a task put in its place while no agent held it open. */
  inodes: Record<string, string>;
}

const fresh = (index: number): ProcessRecord => ({
  index,
  state: 'waiting',
  pid: null,
  startTime: null,
  exitCode: null,
  signal: null,
});

export function newRecord(plan: TaskPlan, bootId: string): TaskRecord {
  return {
    version: 1,
    bootId,
    plan,
    serial: 1,
    phase: 'starting',
    prepared: false,
    step: null,
    steps: [],
    preparation: plan.preparation ? fresh(0) : null,
    processes: plan.processes.map((_, index) => fresh(index)),
    outcome: null,
    exitCode: null,
    reason: null,
    stop: null,
    clockFrom: null,
    checkpointAt: null,
    shipped: [],
    inodes: {},
  };
}

/** A file with this much history, and at least eight states of it, is written anew with the last one only. */
const historyBytes = 256 * 1024;
/** Files kept open, of the 1,024 descriptors that a process gets by default; a task beyond them has its file written anew. */
const openMost = 256;

interface OpenFile {
  fd: number;
  bytes: number;
}

/**
 * One file per task with a state per line, of which the last whole one counts: after the death of the agent each is there, old or new.
 * States are appended, since a rename over an old file makes file systems write it out at once. Not synced to disk, since what a
 * crash of the machine would lose are processes that are gone as well.
 */
export class Journal {
  readonly #directory: string;
  /** In order of first use. */
  readonly #open = new Map<string, OpenFile>();

  constructor(nodeHome: string) {
    this.#directory = join(nodeHome, 'journal');
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** Throws when the disk is full or broken; the old record then stays. */
  save(record: TaskRecord): void {
    const path = this.#path(record.plan.fence);
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    const file = this.#open.get(path);
    if (!file || file.bytes + line.length > Math.max(historyBytes, 8 * line.length)) {
      this.#begin(path, line);
      return;
    }
    try {
      writeWhole(file.fd, line);
      file.bytes += line.length;
    } catch (error) {
      // What may stand there half is no whole line; the next state gets a file of its own.
      this.#forget(path);
      throw error;
    }
  }

  remove(fence: Fence): void {
    const path = this.#path(fence);
    this.#forget(path);
    rmSync(path, { force: true });
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.#forget(path);
  }

  #begin(path: string, line: Buffer): void {
    this.#forget(path);
    const fd = openSync(`${path}.new`, 'w', 0o600);
    try {
      writeWhole(fd, line);
      renameSync(`${path}.new`, path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size >= openMost) this.#forget(oldest);
    this.#open.set(path, { fd, bytes: line.length });
  }

  #forget(path: string): void {
    const file = this.#open.get(path);
    if (!file) return;
    this.#open.delete(path);
    closeSync(file.fd);
  }

  /** All tasks of an earlier agent. Files that cannot be read are named to `onBroken` and left. */
  load(onBroken: (path: string, error: Error) => void): TaskRecord[] {
    const records: TaskRecord[] = [];
    for (const name of readdirSync(this.#directory).sort()) {
      if (!name.endsWith('.json')) continue;
      const path = join(this.#directory, name);
      try {
        records.push(lastRecord(readFileSync(path, 'utf8')));
      } catch (error) {
        onBroken(path, error as Error);
      }
    }
    return records;
  }

  #path(fence: Fence): string {
    return join(this.#directory, `${shortId(fence)}.json`);
  }
}

/** A full disk takes a part of a write before it refuses the rest. */
function writeWhole(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** The last state in a task's file that was written to its end. Throws when there is none. */
export function lastRecord(text: string): TaskRecord {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1) || text;
  const record = JSON.parse(whole.slice(whole.trimEnd().lastIndexOf('\n') + 1)) as TaskRecord;
  if (record.version !== 1) throw new Error(`version ${record.version} of the journal is not known here`);
  return record;
}
