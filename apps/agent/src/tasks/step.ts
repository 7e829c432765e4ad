import type { NodeCapabilities } from '@trainyard/contracts/node';
import type { ReasonCode } from '@trainyard/contracts/reasons';
import type { Text, TextParams } from '@trainyard/contracts/texts';
import type { Clock } from '@trainyard/runtime/clock';
import type { Channel } from '@trainyard/sdk/channel';
import type { NodeContainers } from '../containers/node-containers.ts';
import type { Cgroup, GroupLimits } from '../executors/cgroup.ts';
import type { Entry, NodeEntry } from '../executors/enter.ts';
import type { ProcessId } from '../executors/proc.ts';
import type { RunningProcess } from '../executors/process.ts';
import type { TaskRecord } from '../journal.ts';
import type { BlobCache } from '../transfer/blob-cache.ts';
import type { CheckpointShipper } from '../transfer/checkpoints.ts';
import type { ServerFiles } from '../transfer/server-files.ts';
import type { MountRoot } from '../volumes/mount-roots.ts';
import type { TaskVolumes } from '../volumes/task-volumes.ts';
import type { TaskLayout } from './layout.ts';
import type { SharedTemp } from './shared-temp.ts';
import type { Variables } from './variables.ts';

/** What every step gets. A step changes the record and calls `save`, which journals and reports it. */
export interface StepContext {
  readonly record: TaskRecord;
  readonly layout: TaskLayout;
  /** Variables of the task without the user's; in a container over those of its image. */
  system: Variables;
  /** Aborted when the task is to stop: forward steps end as soon as they can. */
  readonly stopping: AbortSignal;
  /** Aborted when the server does not want the task any more: nothing needs to be stored. */
  readonly dropped: AbortSignal;
  /** Resolves when every task of the gang is prepared. */
  readonly go: Promise<void>;
  readonly clock: Clock;
  /** Where whatever is started for the node runs. */
  readonly nodeEntry: NodeEntry;
  /** The task's group of processes, where this node may make one. */
  readonly group: Cgroup | undefined;
  /** What its processes may use. */
  readonly limits: GroupLimits;
  /** ms that a process may outlive SIGKILL before it counts as held by the kernel. */
  readonly patience: number;
  /** Aborted once the task is on its way to its end. */
  readonly ending: AbortSignal;
  /** Starts a shell line in another task of the same attempt. */
  readonly openRemote: (task: number, command: string[]) => Promise<Channel>;
  readonly sharedTemp: SharedTemp;
  readonly files: ServerFiles;
  readonly blobs: BlobCache;
  readonly logs: TaskLogs;
  /** Processes by index that this agent started or adopted. */
  readonly running: Map<number, RunningProcess>;
  /** Sessions led by children that ended under our eyes. */
  readonly sessions: number[];
  /** Watches from the start of the processes on. */
  readonly checkpoints: CheckpointShipper;
  /** Where its processes run; steps that make such a place put theirs here. */
  entry: Entry;
  /** Secrets of the task, those of its volumes left out; asked for once, kept in memory only. */
  secrets(): Promise<Variables>;
  readonly containers: NodeContainers;
  /** The job's own. */
  readonly volumes: TaskVolumes;
  /** The mount roots, with all that is mounted there for the task. */
  readonly roots: readonly MountRoot[];
  /** What the node's GPUs are: only real ones are given to containers. */
  gpuSource(): NodeCapabilities['gpuSource'];
  /** How far the present step is, for people. */
  detail(text: Text): void;
  /** Ends the task as failed for a reason that is none of its processes'. */
  fail(why: Text): void;
  save(): void;
  /** As `save`, and on disk when it returns. */
  saveNow(): void;
  /** Processes that even SIGKILL did not end: the node holds them. */
  held(processes: ProcessId[]): void;
  /** A line in the agent's own account of the task. */
  note(line: string): void;
}

/** Streams of a task. */
export interface TaskLogs {
  add(phase: 'agent' | 'preparation' | 'run', process: number): void;
  /** Resolves when every stream of the task is stored through. */
  finish(): Promise<void>;
}

/**
 * One named step of a task. `forward` steps run in order until one fails or the task is to stop; `always` steps run afterwards
 * whatever happened. A step that was cut off by the agent's own death runs again, so each can find its work half done; `resumes`
 * marks those that hold on to processes and therefore run again even when they had ended.
 */
export interface Step {
  name: string;
  when: 'forward' | 'always';
  resumes?: true;
  run(context: StepContext): Promise<void>;
}

/** A step's expected failure: how the task ends. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly reason: Text;
  readonly exitCode: number | null;

  constructor(code: ReasonCode, params: TextParams, exitCode: number | null = null) {
    super(code);
    this.reason = { code, params };
    this.exitCode = exitCode;
  }
}
