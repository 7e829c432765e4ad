import { containerName } from '../../containers/marks.ts';
import type { Step } from '../step.ts';

/** Removes the task's container, once nothing runs in it any more. */
export const container: Step = {
  name: 'container',
  when: 'always',
  resumes: true,
  async run({ record, system, containers }) {
    const { plan } = record;
    const begun = record.container ?? record.steps.find(({ name }) => name === 'image');
    if (plan.image === null || !begun) return;
    await containers.remove(containerName(system.AZ_BATCH_NODE_ID as string, plan.fence));
  },
};
