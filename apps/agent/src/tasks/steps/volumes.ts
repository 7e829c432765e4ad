import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import { MountFailure } from '@trainyard/mounts/port';
import { type Step, StepFailure } from '../step.ts';

/** Mounts the job's volumes before anything else of it is there, or takes over what an earlier agent mounted. */
export const volumes: Step = {
  name: 'volumes',
  when: 'forward',
  resumes: true,
  async run({ record, volumes: mine, stopping, detail }) {
    const total = mine.all.length;
    if (total === 0) return;
    // What runs already goes on: what it lost is mounted again while it does.
    if (record.phase === 'starting' && !record.prepared) {
      detail(reason('volumesMounting', { done: 0, total }));
      try {
        await mine.mount(stopping, (done) => detail(reason('volumesMounting', { done, total })));
      } catch (error) {
        if (error instanceof MountFailure) throw new StepFailure(error.reason.code as ReasonCode, error.reason.params);
        throw error;
      }
      detail(reason('volumesMounted', { total }));
    }
    mine.watch();
  },
};
