import { fenceKey } from '@trainyard/contracts/attempt';
import { fleetLimits } from '@trainyard/contracts/fleet';
import type { Clock } from '@trainyard/runtime/clock';
import type { Cgroup } from '../../executors/cgroup.ts';
import { endTree } from '../../executors/end-tree.ts';
import type { ProcessId } from '../../executors/proc.ts';
import type { Step, StepContext } from '../step.ts';

/** Children that a finished job left behind get at most this long to end by themselves. */
const leftoverGraceMs = 5_000;

/** Ends whatever is left of the task: the other ranks, their children, strays in sessions of their own. */
export const stop: Step = {
  name: 'stop',
  when: 'always',
  resumes: true,
  async run(context) {
    const { record, running, sessions, clock, dropped, note, group } = context;
    const live = [...running.values()].filter(({ child }) => child).map(({ pid }) => pid);
    const fence = fenceKey(record.plan.fence);
    const belonging = { fence, roots: rootsOf(context), sessions: [...sessions, ...live], group };
    const left = await endTree(belonging, graceOf(record), clock, dropped, context.patience);
    if (left.length > 0) {
      note(`processes ${left.map(({ pid }) => pid).join(', ')} outlived SIGKILL`);
      context.held(left);
      return;
    }
    // Their ends are in the record before the task's is.
    await Promise.all([...running.values()].map(({ exit }) => exit));
    if (group && !(await removed(group, clock))) note('the group of the task is still held by the kernel');
  },
};

/** ms between SIGTERM and SIGKILL. */
function graceOf({ processes, stop, stopGrace, plan, outcome }: StepContext['record']): number {
  const given = stopGrace ?? plan.grace;
  if (stop) return given;
  const ended = processes.every(({ state }) => state !== 'running');
  if (ended) return Math.min(leftoverGraceMs, given);
  // A rank failed: the others are to be gone soon, on this node as on the rest of the gang's.
  return outcome === 'failed' ? Math.min(fleetLimits.gangGraceMs, given) : given;
}

/** The kernel may hold an empty group for a moment. What stays is removed when an agent starts. */
async function removed(group: Cgroup, clock: Clock): Promise<boolean> {
  for (let wait = 1; wait < 200; wait *= 3) {
    if (group.remove()) return true;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, wait));
  }
  return group.remove();
}

/** Processes by number and start, those of an earlier agent included. */
export function rootsOf({ record }: Pick<StepContext, 'record'>): ProcessId[] {
  const records = record.preparation ? [record.preparation, ...record.processes] : record.processes;
  const started = records.flatMap(({ pid, startTime }) =>
    pid !== null && startTime !== null ? [{ pid, startTime }] : [],
  );
  return record.shell ? [...started, record.shell] : started;
}
