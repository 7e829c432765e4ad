import { unlessStopped } from '../launch.ts';
import type { Step } from '../step.ts';

/** Says that this task is prepared and waits until every task of its gang is. */
export const gate: Step = {
  name: 'gate',
  when: 'forward',
  async run({ record, go, stopping, save }) {
    record.prepared = true;
    save();
    await unlessStopped(stopping, go);
  },
};
