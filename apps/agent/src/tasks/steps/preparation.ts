import { launch, unlessStopped } from '../launch.ts';
import { type Step, StepFailure } from '../step.ts';

/** Runs the job's preparation on this node. */
export const preparation: Step = {
  name: 'preparation',
  when: 'forward',
  async run(context) {
    const { record } = context;
    if (!record.preparation) return;
    const running = await launch(context, { phase: 'preparation', record: record.preparation, planned: null });
    const { exitCode } = await unlessStopped(context.stopping, running.exit);
    if (exitCode === 0) return;
    throw new StepFailure(
      'preparationFailed',
      { node: record.plan.names.node, exitCode: exitCode ?? 'unknown' },
      exitCode,
    );
  },
};
