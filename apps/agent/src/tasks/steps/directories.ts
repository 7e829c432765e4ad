import { mkdirSync, writeFileSync } from 'node:fs';
import { forgetMerged } from '../merge.ts';
import { writeNotice } from '../notice.ts';
import type { Step } from '../step.ts';
import { hostFileText } from '../variables.ts';

/** Makes every directory that the variables name; the job needs no mkdir. */
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
    mkdirSync(system.AZ_BATCHAI_STDOUTERR_DIR as string, { recursive: true });
    const { fence, gang, stdOutErrPathPrefix } = record.plan;
    if (stdOutErrPathPrefix !== null && gang.length > 1 && fence.task === 0 && fence.attempt > 1) {
      forgetMerged(system.AZ_BATCHAI_STDOUTERR_DIR as string);
    }
    for (const { id } of record.plan.outputDirectories) {
      mkdirSync(system[`AZ_BATCHAI_OUTPUT_${id}`] as string, { recursive: true });
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
