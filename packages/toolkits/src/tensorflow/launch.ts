import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { refuseFor } from '../faults.ts';
import { checkHosts } from '../hosts.ts';
import type { Host, Toolkit } from '../interface.ts';
import { plannedProcess, variables } from '../processes.ts';
import { pythonLine } from '../python.ts';
import type { Pairs } from '../rendezvous.ts';
import { splitGpus } from '../spread.ts';
import { faultsOf, overGpus } from './faults.ts';
import { type TensorFlowJob, tensorFlowJob } from './job.ts';
import { type Placed, placeRoles } from './placement.ts';
import { type Addresses, type TaskOfRole, tfConfig } from './tf-config.ts';

/** One process, or parameter servers and workers as Batch AI placed them. */
export const tensorflow: Toolkit = {
  validate(input, gpusPerNode) {
    const job = tensorFlowJob(input);
    return [...faultsOf(job), ...overGpus(job, gpusPerNode)];
  },
  ports: (input, task) => portsOn(tensorFlowJob(input), task),
  usualPort: 2222,
  launch(input, hosts) {
    checkHosts(input, hosts);
    const job = tensorFlowJob(input);
    refuseFor(faultsOf(job));
    const placed = placeRoles(job);
    const addresses = addressesOf(job, hosts, placed);
    return hosts.map((host, task) => processesOn(job, host, placed[task] as Placed, addresses));
  },
};

/** A port for each process that others call. */
function portsOn(job: TensorFlowJob, task: number): number {
  if (job.single) return 0;
  const here = placeRoles(job)[task];
  return here ? here.workers.count + (here.parameterServer === null ? 0 : 1) : 0;
}

/** The first port of a node is its parameter server's, the next ones are its workers'. */
function addressesOf(job: TensorFlowJob, hosts: readonly Host[], placed: readonly Placed[]): Addresses {
  const addresses = { workers: [] as string[], parameterServers: [] as string[] };
  if (job.single) return addresses;
  for (const [task, { parameterServer, workers }] of placed.entries()) {
    const { address, ports } = hosts[task] as Host;
    const before = parameterServer === null ? 0 : 1;
    if (ports.length < before + workers.count) throw new RangeError(`too few ports were leased on host ${task}`);
    if (before > 0) addresses.parameterServers.push(`${address}:${ports[0]}`);
    for (let at = 0; at < workers.count; at++) addresses.workers.push(`${address}:${ports[before + at]}`);
  }
  return addresses;
}

function processesOn(job: TensorFlowJob, host: Host, here: Placed, addresses: Addresses): PlannedProcess[] {
  const { settings } = job;
  const gpus = splitGpus(host.gpuIds, here.workers.count);
  const workers = Array.from({ length: here.workers.count }, (_, localRank) => {
    const index = here.workers.first + localRank;
    const args = index === 0 ? settings.masterCommandLineArgs : settings.workerCommandLineArgs;
    return plannedProcess({
      role: 'worker',
      rank: index,
      localRank,
      command: { shell: pythonLine(settings, args) },
      env: variables(environmentOf(job, { role: 'worker', index }, addresses)),
      log: `wk-${index}`,
      gpuIds: gpus?.[localRank] ?? null,
    });
  });
  return here.parameterServer === null
    ? workers
    : [...workers, parameterServer(job, here.parameterServer, workers.length, addresses)];
}

function parameterServer(job: TensorFlowJob, index: number, localRank: number, addresses: Addresses): PlannedProcess {
  return plannedProcess({
    role: 'ps',
    rank: job.workers + index,
    localRank,
    command: { shell: pythonLine(job.settings, job.settings.parameterServerCommandLineArgs) },
    env: variables(environmentOf(job, { role: 'ps', index }, addresses)),
    exitRule: 'helper',
    log: `ps-${index}`,
    // TensorFlow takes all memory of every GPU that it sees, and a parameter server computes nothing.
    gpuIds: [],
  });
}

/** A process that meets no other is a local run, which TensorFlow takes an empty cluster for. */
function environmentOf(job: TensorFlowJob, task: TaskOfRole, addresses: Addresses): Pairs {
  if (job.single) return [['TF_CONFIG', tfConfig(task, addresses, 'worker')]];
  return [
    ['AZ_BATCHAI_TASK_INDEX', String(task.index)],
    ['AZ_BATCHAI_PS_HOSTS', addresses.parameterServers.join(',')],
    ['AZ_BATCHAI_WORKER_HOSTS', addresses.workers.join(',')],
    ['TF_CONFIG', tfConfig(task, addresses, job.settings.masterTaskType ?? 'worker')],
  ];
}
