import { fenceKey } from '@trainyard/contracts/attempt';
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
    const { record, running, sessions, clock, dropped, note } = context;
    const ended = record.processes.every(({ state }) => state !== 'running') && !record.stop;
    const given = record.stopGrace ?? record.plan.grace;
    const grace = ended ? Math.min(leftoverGraceMs, given) : given;
    const live = [...running.values()].filter(({ child }) => child).map(({ pid }) => pid);
    const belonging = { fence: fenceKey(record.plan.fence), roots: rootsOf(context), sessions: [...sessions, ...live] };
    const left = await endTree(belonging, grace, clock, dropped);
    if (left.length > 0) note(`processes ${left.map(({ pid }) => pid).join(', ')} outlived SIGKILL`);
    // Their ends are in the record before the task's is.
    if (left.length === 0) await Promise.all([...running.values()].map(({ exit }) => exit));
  },
};

/** Processes by number and start, those of an earlier agent included. */
export function rootsOf({ record }: Pick<StepContext, 'record'>): ProcessId[] {
  const records = record.preparation ? [record.preparation, ...record.processes] : record.processes;
  return records.flatMap(({ pid, startTime }) => (pid !== null && startTime !== null ? [{ pid, startTime }] : []));
}
