import type { Detail } from '@trainyard/contracts/errors';
import type { JobSpec } from '@trainyard/contracts/job';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';

/** A host of the unit, in order of its tasks; host 0 is the master. */
export interface Host {
  task: number;
  /** Address that the other hosts reach. */
  address: string;
  host: string;
  gpuIds: number[];
  /** Leased for the processes on this host; as many as {@link Toolkit.ports} asked. */
  ports: number[];
}

export type LaunchInput = Pick<JobSpec, 'nodeCount'> & { settings: unknown };

/** One framework of Batch AI or ours. Pure: a job and its hosts in, the processes of each host out. */
export interface Toolkit {
  /** The settings with what the service assumes written out, as they are stored and echoed. Absent: as they are. */
  complete?(input: LaunchInput): object;
  /**
   * Faults that the schema cannot see; paths are relative to the job. Absent: none.
   * `gpusPerNode`: how many GPUs of each node the job gets; Infinity when nobody knows.
   */
  validate?(input: LaunchInput, gpusPerNode: number): Detail[];
  /** Ports that the launch needs on the host of this task. */
  ports(input: LaunchInput, task: number): number;
  /** The first of the ports of a host as Batch AI numbered them, for previews; absent: PyTorch's usual one. */
  usualPort?: number;
  /**
   * Processes of each task, in order of tasks. `attempt` is a short name that no other attempt of the job has, in letters, digits and -.
   * @throws Fault when the processes cannot be placed; how many GPUs there are does not matter
   */
  launch(input: LaunchInput, hosts: readonly Host[], attempt: string): PlannedProcess[][];
  /** Ranks that the host file offers on a host to a program that the user starts; absent: one for each rank of the launch there. */
  slots?(host: Host): number;
}
