import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { Text } from '@trainyard/contracts/texts';
import type { ProcessRecord } from '../journal.ts';

export interface Verdict {
  outcome: 'succeeded' | 'failed';
  exitCode: number | null;
  reason: Text | null;
}

/**
 * What the exits so far mean for the task: undefined while it goes on. The first required process that does not end with 0 fails it; all
 * required ones with 0 make it succeed, though helpers may still run for other nodes of the job. A task of helpers only goes on
 * until it is told to stop; one without processes has nothing to do.
 */
export function verdictOf(plan: TaskPlan, processes: readonly ProcessRecord[]): Verdict | undefined {
  if (plan.processes.length === 0) return { outcome: 'succeeded', exitCode: null, reason: null };
  let required = 0;
  let done = 0;
  for (const [index, planned] of plan.processes.entries()) {
    const process = processes[index];
    if (planned.exitRule !== 'required') continue;
    required++;
    if (process?.state !== 'exited') continue;
    if (process.exitCode !== 0) return failure(plan, planned.rank, process);
    done++;
  }
  return required > 0 && done === required ? { outcome: 'succeeded', exitCode: 0, reason: null } : undefined;
}

function failure(plan: TaskPlan, rank: number, { exitCode, signal }: ProcessRecord): Verdict {
  const where = { rank, node: plan.names.node };
  const fail = (code: ReasonCode, params = {}): Verdict => ({
    outcome: 'failed',
    exitCode,
    reason: reason(code, { ...where, ...params }),
  });
  if (exitCode === null) return fail('exitUnknown');
  if (exitCode === 127) return fail('commandNotFound');
  return signal === null ? fail('processExited', { exitCode }) : fail('processKilled', { signal });
}

/** True while helpers must stay after this task's own required processes ended: other nodes of the unit may need them. */
export function helpersStay(plan: TaskPlan): boolean {
  return plan.gang.length > 1 && plan.processes.some((planned) => planned.exitRule === 'helper');
}
