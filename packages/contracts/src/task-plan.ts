import type { Fence } from './attempt.ts';
import type { PlannedVolume } from './planned-volume.ts';

/** What control wants of one task; the agent needs nothing else to run it and never imports toolkits. */
export interface TaskPlan {
  fence: Fence;
  /** Names for people and paths: never used as identity. */
  names: {
    subscription: string;
    resourceGroup: string;
    workspace: string;
    experiment: string;
    job: string;
    cluster: string;
    node: string;
  };
  /** Every task of the unit, in order; hosts are reachable from each other. */
  gang: GangMember[];
  resources: { gpuIds: number[]; cpus: number; memoryBytes: number };
  /** Which shard of an array it is; absent for a gang. */
  shard?: { index: number; count: number };
  /** `jobOutputDirectoryPathSegment` of Batch AI; a shard's ends with its index, so that shards never write over each other. */
  segment: string;
  stdOutErrPathPrefix: string | null;
  inputDirectories: PlannedInput[];
  outputDirectories: { id: string; pathPrefix: string | null; pathSuffix: string | null }[];
  /** Mounted under AZ_BATCHAI_JOB_MOUNT_ROOT before anything else, unmounted at the end. */
  volumes: PlannedVolume[];
  /** The container that preparation and processes run in; null: straight on the node. */
  image: PlannedImage | null;
  files: PlannedFile[];
  ports: { name: string; port: number }[];
  /** `limit`: ms that it may take; an hour where it is absent. */
  preparation: { commandLine: string; limit?: number } | null;
  /** The user's own variables; secrets come as references. */
  env: PlannedVariable[];
  processes: PlannedProcess[];
  /** ms between SIGTERM and SIGKILL. */
  grace: number;
  /** ms that the attempts together may run; the rest for this attempt. */
  wallClock: number;
  /** Checkpoints of earlier attempts to put back before the processes start. */
  restore: { path: string; sha256: string; bytes: number }[];
  onLostContact: 'continue' | 'stop';
}

/** An input directory: one that is there (on a volume, on the node), or files of an earlier job that the agent fetches first. */
export type PlannedInput =
  | { id: string; path: string }
  | { id: string; files: { path: string; sha256: string; bytes: number }[] };

export interface GangMember {
  task: number;
  nodeUid: string;
  /** Address that the job's other nodes reach. */
  address: string;
  host: string;
  /** Processes of the job on this node. */
  slots: number;
  gpuIds: number[];
}

/** A file to place under the job's working directory: content by hash from the server, or text in place. */
export interface PlannedFile {
  path: string;
  sha256?: string;
  text?: string;
  executable: boolean;
}

/** A value as written (with $NAME expanded on the node), or the name of a secret that the agent fetches. */
export type PlannedVariable = { name: string; value: string } | { name: string; secretRef: string };

/** A container image and how to get it. */
export interface PlannedImage {
  /** Whole reference, the registry's host included where the job names one. */
  reference: string;
  /** Sign-in to the registry; the password is a secret of the task. */
  credentials: { username: string; passwordRef: string } | null;
  /** As `--shm-size` takes it; null: the engine's default. */
  shmSize: string | null;
}

/**
 * How a process's exit counts. `required`: all required ones must end with 0, the first that does not fails the unit.
 * `helper`: it is stopped once the required ones of the unit ended (a parameter server). `watched`: its exit is told and can name the
 * culprit, but what started it decides (a rank under mpirun).
 */
export type ExitRule = 'required' | 'helper' | 'watched';

export interface PlannedProcess {
  role: string;
  /** Over the whole unit. */
  rank: number;
  /** On this node. */
  localRank: number;
  /** A shell line (bash -c) or an argument vector. */
  command: { shell: string } | { argv: string[] };
  env: PlannedVariable[];
  /** May hold $NAME; null is the job's working directory. */
  cwd: string | null;
  exitRule: ExitRule;
  /**
   * Who starts it. `agent`: the agent of its node. `launcher`: a process of the plan does, through TRAINYARD_RANK, and the agent finds
   * its streams, pid and exit code where that program writes them (a rank under mpirun).
   */
  startedBy: 'agent' | 'launcher';
  /** Part of the names of Batch AI's log files: `0` gives stdout-0.txt; null: stdout.txt. Processes of one name are merged. */
  log: string | null;
  /** GPUs of the node that this process sees; null: all that the task was granted. */
  gpuIds: number[] | null;
}
