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
  /** Faults that the schema cannot see; paths are relative to the job. Absent: none. */
  validate?(input: LaunchInput): Detail[];
  /** Ports that the launch needs on the host of this task. */
  ports(input: LaunchInput, task: number): number;
  /** Processes of each task, in order of tasks. */
  launch(input: LaunchInput, hosts: readonly Host[]): PlannedProcess[][];
}
