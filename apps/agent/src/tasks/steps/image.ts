import type { Step } from '../step.ts';

/** Fetches the container image. Plans of this protocol carry none: tasks run straight on the node. */
export const image: Step = {
  name: 'image',
  when: 'forward',
  async run({ record }) {
    if (record.plan.image !== null) throw new Error('this agent cannot run containers: update it');
  },
};
