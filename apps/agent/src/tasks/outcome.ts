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
 * What the exits so far mean for the task: undefined while it goes on. The first required process to end with another code than 0
 * fails it, whatever those that are ended because of it say later; all
 * required ones with 0 make it succeed, though helpers may still run for other nodes of the job. A task of helpers only goes on
 * until it is told to stop, and so does one without processes beside others of its gang; alone it has nothing to do.
 */
export function verdictOf(plan: TaskPlan, processes: readonly ProcessRecord[]): Verdict | undefined {
  if (plan.processes.length === 0) {
    // A node of a gang without processes of its own is there for those that others start on it.
    return plan.gang.length > 1 ? undefined : { outcome: 'succeeded', exitCode: null, reason: null };
  }
  const required = plan.processes.flatMap(({ exitRule }, index) => (exitRule === 'required' ? [index] : []));
  const first = firstToFail(processes.filter(({ index }) => required.includes(index)));
  if (first) return failure(plan, first);
  const done = required.every((index) => processes[index]?.state === 'exited');
  return required.length > 0 && done ? { outcome: 'succeeded', exitCode: 0, reason: null } : undefined;
}

/** The process that ended first of those that did not end with 0; one whose time nobody knows comes last. */
export function firstToFail(processes: readonly ProcessRecord[]): ProcessRecord | undefined {
  const at = ({ exitedAt }: ProcessRecord): number => exitedAt ?? Number.POSITIVE_INFINITY;
  const failed = processes.filter(({ state, exitCode }) => state === 'exited' && exitCode !== 0);
  return failed.toSorted((a, b) => at(a) - at(b) || a.index - b.index)[0];
}

function failure(plan: TaskPlan, { index, exitCode, signal }: ProcessRecord): Verdict {
  const rank = plan.processes[index]?.rank ?? index;
  const where = { rank, node: plan.names.node };
  const fail = (code: ReasonCode, params = {}): Verdict => ({
    outcome: 'failed',
    exitCode,
    reason: reason(code, { ...where, ...params }),
  });
  if (exitCode === null) return fail('exitUnknown');
  return signal === null ? fail('processExited', { exitCode }) : fail('processKilled', { signal });
}

/** True while helpers must stay after this task's own required processes ended: other nodes of the unit may need them. */
export function helpersStay(plan: TaskPlan): boolean {
  return plan.gang.length > 1 && plan.processes.some((planned) => planned.exitRule === 'helper');
}
