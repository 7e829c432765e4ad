import type { Detail } from '@trainyard/contracts/errors';
import { countFaults, detail } from '../faults.ts';
import { unclosedArgs } from '../python.ts';
import type { TensorFlowJob } from './job.ts';

/** Every process is told the address of every other: a thousand of them are a plan of some 70 MB. */
const mostProcesses = 1000;

const [workerCount, parameterServerCount] = [
  'tensorFlowSettings.workerCount',
  'tensorFlowSettings.parameterServerCount',
];

/** What keeps the processes from being started wherever they are. */
export function faultsOf({ settings, nodes, workers, parameterServers }: TensorFlowJob): Detail[] {
  const processes = workers + parameterServers;
  return [
    ...(parameterServers > nodes
      ? [detail(parameterServerCount, 'TooManyParameterServers', { nodes })]
      : countFaults(workerCount, processes, nodes)),
    ...(processes > mostProcesses ? [detail(workerCount, 'TooManyToName', { processes, maximum: mostProcesses })] : []),
    ...unclosedArgs({
      'tensorFlowSettings.masterCommandLineArgs': settings.masterCommandLineArgs,
      'tensorFlowSettings.workerCommandLineArgs': settings.workerCommandLineArgs,
      'tensorFlowSettings.parameterServerCommandLineArgs': settings.parameterServerCommandLineArgs,
    }),
  ];
}

/** A worker for each GPU at most; where there are none, one for each node. */
export function overGpus({ nodes, workers }: TensorFlowJob, gpus: number): Detail[] {
  const maximum = nodes * Math.max(1, gpus);
  return workers <= maximum ? [] : [detail(workerCount, 'TooManyWorkers', { nodes, gpus, maximum })];
}
