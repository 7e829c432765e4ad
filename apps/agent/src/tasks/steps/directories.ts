import { mkdirSync, writeFileSync } from 'node:fs';
import { writeNotice } from '../notice.ts';
import type { Step } from '../step.ts';
import { hostFileText } from '../variables.ts';

/** Makes the task's own directories; those that may lie on a volume follow once it is there. */
export const directories: Step = {
  name: 'directories',
  when: 'forward',
  async run({ record, layout, system, sharedTemp, logs, group, limits, note }) {
    mkdirSync(layout.root, { recursive: true, mode: 0o700 });
    const { work, run, temp, mounts, outputs, checkpoints, scratch } = layout;
    for (const path of [work, run, temp, mounts, outputs, checkpoints, scratch]) {
      mkdirSync(path, { recursive: true });
    }
    mkdirSync(system.AZ_BATCHAI_MOUNT_ROOT as string, { recursive: true });
    await sharedTemp.place(record.plan, layout);
    if (record.plan.gang.length > 1 && sharedTemp.pathOf(record.plan) === null) {
      note('AZ_BATCHAI_SHARED_JOB_TEMP is a directory of this node: the nodes of this job do not share it');
    }
    writeFileSync(layout.hostFile, hostFileText(record.plan));
    if (record.reclaimAt) writeNotice(layout, record.reclaimAt);
    logs.add('agent', 0);
    try {
      group?.make(limits);
    } catch (error) {
      // It runs all the same: what it may use is a promise to its neighbours.
      note(`runs without limits of its own: ${(error as Error).message}`);
      group?.remove();
    }
  },
};
