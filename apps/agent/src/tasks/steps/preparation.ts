import { fenceKey } from '@trainyard/contracts/attempt';
import { defaultPreparationTime, durationMs, formatDuration } from '@trainyard/contracts/durations';
import { endTree } from '../../executors/end-tree.ts';
import type { RunningProcess } from '../../executors/process.ts';
import { memoryLimitHit } from '../explain.ts';
import { launch, unlessStopped } from '../launch.ts';
import { type Step, type StepContext, StepFailure } from '../step.ts';

/** Runs the job's preparation on this node, in the same place and with the same variables as its processes. */
export const preparation: Step = {
  name: 'preparation',
  when: 'forward',
  async run(context) {
    const { record } = context;
    if (!record.preparation) return;
    const running = await launch(context, { phase: 'preparation', record: record.preparation, planned: null });
    const exit = await unlessStopped(context.stopping, withinLimit(context, running));
    const where = { node: record.plan.names.node };
    if (exit === 'late') {
      await endLate(context, running);
      throw new StepFailure('preparationTimedOut', { ...where, limit: formatDuration(limitOf(context)) });
    }
    if (exit.exitCode === 0) return;
    const limit = exit.signal === 'SIGKILL' ? memoryLimitHit(context) : undefined;
    if (limit) throw new StepFailure('preparationMemoryLimitHit', { ...where, limit }, exit.exitCode);
    throw new StepFailure('preparationFailed', { ...where, exitCode: exit.exitCode ?? 'unknown' }, exit.exitCode);
  },
};

function limitOf({ record }: StepContext): number {
  return record.plan.preparation?.limit ?? durationMs(defaultPreparationTime);
}

/** Its end, or `late` when its time is over; that counts from its first start, also after a restart of the agent. */
async function withinLimit(context: StepContext, { exit }: RunningProcess): Promise<Awaited<typeof exit> | 'late'> {
  const { record, clock } = context;
  const startedAt = record.steps.find(({ name }) => name === 'preparation')?.startedAt ?? clock.now();
  let cancel = (): void => {};
  const late = new Promise<'late'>((resolve) => {
    cancel = clock.setTimeout(() => resolve('late'), Math.max(0, startedAt + limitOf(context) - clock.now()));
  });
  return Promise.race([exit, late]).finally(cancel);
}

/** Ends it before its failure is told, so that its last words are in its log. What it left besides is ended with the task. */
async function endLate({ record, clock, dropped, patience }: StepContext, running: RunningProcess): Promise<void> {
  const belonging = {
    fence: fenceKey(record.plan.fence),
    roots: [running],
    sessions: running.child ? [running.pid] : [],
  };
  await endTree(belonging, record.plan.grace, clock, dropped, patience);
}
