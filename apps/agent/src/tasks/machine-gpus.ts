import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { TaskServices } from './run.ts';

/**
 * A plan with the machine's own numbers of GPUs. The server counts the GPUs of each node from 0; where a machine is several nodes, or a
 * card of it is lost, the machine counts otherwise. A card that is not there any more is left out, also the last: another node may have
 * its number. Simulated GPUs have no other numbers than the server's.
 */
export function withMachineGpus(
  plan: TaskPlan,
  { gpuSource, gpus }: Pick<TaskServices, 'gpuSource' | 'gpus'>,
): TaskPlan {
  if (gpuSource() === 'none' || gpuSource() === 'simulated') return plan;
  const found = gpus();
  const onMachine = (slots: readonly number[]): number[] => slots.flatMap((slot) => found[slot]?.index ?? []);
  return {
    ...plan,
    resources: { ...plan.resources, gpuIds: onMachine(plan.resources.gpuIds) },
    processes: plan.processes.map((one) => ({ ...one, gpuIds: one.gpuIds && onMachine(one.gpuIds) })),
  };
}
