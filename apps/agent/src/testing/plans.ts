import { randomBytes } from 'node:crypto';
import type { DesiredTask } from '@trainyard/contracts/fleet';
import type { PlannedProcess, TaskPlan } from '@trainyard/contracts/task-plan';

/** A process that runs a shell line and counts as required. */
export function shell(line: string, change: Partial<PlannedProcess> = {}): PlannedProcess {
  return {
    role: 'worker',
    rank: 0,
    localRank: 0,
    command: { shell: line },
    env: [],
    cwd: null,
    exitRule: 'required',
    startedBy: 'agent',
    log: null,
    gpuIds: null,
    ...change,
  };
}

/** A plan of one node that runs the given processes. */
export function plan(processes: PlannedProcess[], change: Partial<TaskPlan> = {}): TaskPlan {
  // Tests run side by side on one machine, where a fence names processes: each job is one of a kind.
  const job = `01890000-0000-7000-8000-${randomBytes(6).toString('hex')}`;
  return {
    fence: { job, unit: 0, attempt: 1, task: 0 },
    names: {
      subscription: 's',
      resourceGroup: 'g',
      workspace: 'w',
      experiment: 'e',
      job: 'j',
      cluster: 'c',
      node: 'n0',
    },
    gang: [{ task: 0, nodeUid: 'n', address: '10.0.0.1', host: 'h', slots: processes.length, gpuIds: [] }],
    resources: { gpuIds: [], cpus: 64, memoryBytes: 2 ** 40 },
    segment: 's/g/workspaces/w/experiments/e/jobs/j/u',
    stdOutErrPathPrefix: null,
    inputDirectories: [],
    outputDirectories: [],
    volumes: [],
    image: null,
    files: [],
    ports: [],
    preparation: null,
    env: [],
    processes,
    grace: 2_000,
    wallClock: 600_000,
    restore: [],
    onLostContact: 'continue',
    ...change,
  };
}

export function run(of: TaskPlan, change: Partial<DesiredTask> = {}): DesiredTask {
  return { plan: of, want: 'run', reason: null, grace: null, go: true, ...change };
}
