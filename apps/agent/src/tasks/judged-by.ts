import type { PlannedProcess, TaskPlan } from '@trainyard/contracts/task-plan';

/**
 * The process whose command tells why one ended as it did, with its place in the plan: of a launcher the first rank that it starts
 * here, since its own line calls MPI and nothing else.
 */
export function judgedBy(plan: TaskPlan, index: number): { planned: PlannedProcess; index: number } | undefined {
  const planned = plan.processes[index];
  if (planned?.role !== 'launcher') return planned && { planned, index };
  const rank = plan.processes.findIndex(({ startedBy }) => startedBy === 'launcher');
  const first = plan.processes[rank];
  return first ? { planned: first, index: rank } : { planned, index };
}
