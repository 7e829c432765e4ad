import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fence } from '@trainyard/contracts/attempt';
import type { TaskReport } from '@trainyard/contracts/fleet';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { Text } from '@trainyard/contracts/texts';
import { shortId } from './tasks/layout.ts';

/** A process as the journal keeps it. `startTime` guards its number against reuse. */
export interface ProcessRecord {
  index: number;
  state: 'waiting' | 'running' | 'exited';
  pid: number | null;
  startTime: number | null;
  exitCode: number | null;
  signal: string | null;
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
  /** ms since 1970 from which the wall clock counts. */
  clockFrom: number | null;
  checkpointAt: number | null;
  shipped: ShippedFile[];
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

/**
 * One JSON file per task, replaced by rename: after the death of the agent each is whole, old or new. Not synced to disk, since what
 * a crash of the machine would lose are processes that are gone as well.
 */
export class Journal {
  readonly #directory: string;

  constructor(nodeHome: string) {
    this.#directory = join(nodeHome, 'journal');
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** Throws when the disk is full or broken; the old record then stays. */
  save(record: TaskRecord): void {
    const path = this.#path(record.plan.fence);
    writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  remove(fence: Fence): void {
    rmSync(this.#path(fence), { force: true });
  }

  /** All tasks of an earlier agent. Files that cannot be read are named to `onBroken` and left. */
  load(onBroken: (path: string, error: Error) => void): TaskRecord[] {
    const records: TaskRecord[] = [];
    for (const name of readdirSync(this.#directory).sort()) {
      if (!name.endsWith('.json')) continue;
      const path = join(this.#directory, name);
      try {
        const record = JSON.parse(readFileSync(path, 'utf8')) as TaskRecord;
        if (record.version !== 1) throw new Error(`version ${record.version} of the journal is not known here`);
        records.push(record);
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
