import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fence } from '@trainyard/contracts/attempt';

/** Where everything of one task lies. Short on purpose: tools that open sockets below TMPDIR have 107 bytes for the whole path. */
export interface TaskLayout {
  id: string;
  root: string;
  /** Working directory: job files lie here. */
  work: string;
  /** Streams, process numbers and exit codes. */
  run: string;
  /** AZ_BATCHAI_JOB_TEMP. */
  temp: string;
  /** AZ_BATCHAI_SHARED_JOB_TEMP. */
  shared: string;
  /** AZ_BATCHAI_JOB_MOUNT_ROOT. */
  mounts: string;
  /** Input directories whose files are fetched. */
  inputs: string;
  /** Output directories without a path prefix. */
  outputs: string;
  checkpoints: string;
  /** TMPDIR. */
  scratch: string;
  hostFile: string;
  /** Programs that its processes call. */
  programs: string;
  /** Where they ask the agent. */
  socket: string;
  /** TRAINYARD_NOTICE_FILE: there once the node was given notice. */
  notice: string;
}

/** Longest TMPDIR below which Python's multiprocessing still finds room for its socket's name. */
const scratchMax = 64;

export function layoutOf(nodeHome: string, fence: Fence): TaskLayout {
  const id = shortId(fence);
  const root = join(nodeHome, 'jobs', id);
  const temp = join(root, 'temp');
  const near = join(root, 'tmp');
  const scratch = near.length <= scratchMax ? near : join(tmpdir(), `trainyard-${id}`);
  return {
    id,
    root,
    work: join(root, 'work'),
    run: join(root, 'run'),
    temp,
    shared: join(temp, 'shared'),
    mounts: join(root, 'mounts'),
    inputs: join(root, 'inputs'),
    outputs: join(root, 'outputs'),
    checkpoints: join(root, 'checkpoints'),
    scratch,
    hostFile: join(temp, 'hostfile'),
    programs: join(root, 'bin'),
    socket: join(scratch, '.agent'),
    notice: join(temp, 'notice.json'),
  };
}

/** The random end of the job's uid, then unit, attempt and task: unique on a node and short. */
export function shortId(fence: Fence): string {
  return `${fence.job.slice(-12)}-${fence.unit}-${fence.attempt}-${fence.task}`;
}

/** Base path of a process's files. */
export function processBase(layout: TaskLayout, phase: 'preparation' | 'run', index: number): string {
  return join(layout.run, phase === 'preparation' ? `p${index}` : String(index));
}
