import { takenPort } from '../../executors/port-check.ts';
import { unlessStopped } from '../launch.ts';
import { type Step, type StepContext, StepFailure } from '../step.ts';

/**
 * Says that this task is prepared and waits until every task of its gang is. The ports that the plan leased must be free: before that
 * is said, so that no other task starts in vain, and once more before its own processes start.
 */
export const gate: Step = {
  name: 'gate',
  when: 'forward',
  async run(context) {
    await mustHavePorts(context);
    context.record.prepared = true;
    context.save();
    await unlessStopped(context.stopping, context.go);
    await mustHavePorts(context);
  },
};

async function mustHavePorts({ record, stopping }: StepContext): Promise<void> {
  const { plan } = record;
  if (plan.ports.length === 0) return;
  const { address = '127.0.0.1' } = plan.gang.find(({ task }) => task === plan.fence.task) ?? {};
  const check = takenPort(
    address,
    plan.ports.map(({ port }) => port),
  );
  const port = await unlessStopped(stopping, check);
  if (port !== undefined) throw new StepFailure('portTaken', { port, node: plan.names.node });
}
