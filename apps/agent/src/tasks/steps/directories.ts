import { mkdirSync, writeFileSync } from 'node:fs';
import { writeNotice } from '../notice.ts';
import type { Step } from '../step.ts';
import { hostFileText } from '../variables.ts';

/** Makes every directory that the variables name; the job needs no mkdir. */
export const directories: Step = {
  name: 'directories',
  when: 'forward',
  async run({ record, layout, system, sharedTemp, logs }) {
    mkdirSync(layout.root, { recursive: true, mode: 0o700 });
    const { work, run, temp, mounts, outputs, checkpoints, scratch } = layout;
    for (const path of [work, run, temp, mounts, outputs, checkpoints, scratch]) {
      mkdirSync(path, { recursive: true });
    }
    mkdirSync(system.AZ_BATCHAI_MOUNT_ROOT as string, { recursive: true });
    await sharedTemp.place(record.plan, layout);
    mkdirSync(system.AZ_BATCHAI_STDOUTERR_DIR as string, { recursive: true });
    for (const { id } of record.plan.outputDirectories) {
      mkdirSync(system[`AZ_BATCHAI_OUTPUT_${id}`] as string, { recursive: true });
    }
    writeFileSync(layout.hostFile, hostFileText(record.plan));
    if (record.reclaimAt) writeNotice(layout, record.reclaimAt);
    logs.add('agent', 0);
  },
};
