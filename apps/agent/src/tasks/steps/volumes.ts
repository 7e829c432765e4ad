import type { Step } from '../step.ts';

/** Mounts the job's volumes. Plans of this protocol carry none; the step keeps its place in the order. */
export const volumes: Step = {
  name: 'volumes',
  when: 'forward',
  async run({ record }) {
    if (record.plan.volumes.length > 0) throw new Error('this agent cannot mount volumes: update it');
  },
};
