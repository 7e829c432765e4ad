import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { streamFile } from '../../executors/wrapper.ts';
import { processBase } from '../layout.ts';
import type { Step } from '../step.ts';

/** Copies the streams to `{prefix}/{segment}/stdouterr` under Batch AI's names (BATCHAI.md §9.3). */
export const mirror: Step = {
  name: 'mirror',
  when: 'always',
  async run({ record, layout, system }) {
    const { plan } = record;
    if (plan.stdOutErrPathPrefix === null || !existsSync(layout.run)) return;
    const target = system.AZ_BATCHAI_STDOUTERR_DIR as string;
    mkdirSync(target, { recursive: true });
    const copy = (from: string, to: string): void => {
      if (existsSync(from)) copyFileSync(from, join(target, to), constants.COPYFILE_FICLONE);
    };
    const node = plan.gang.length > 1 ? `-${plan.names.node}` : '';
    for (const fd of ['stdout', 'stderr'] as const) {
      copy(streamFile(processBase(layout, 'preparation', 0), fd), `${fd}-job_prep${node}.txt`);
      for (const [index, { log }] of plan.processes.entries()) {
        copy(streamFile(processBase(layout, 'run', index), fd), log === null ? `${fd}.txt` : `${fd}-${log}.txt`);
      }
    }
    copy(join(layout.run, 'agent.stdout'), `execution${node}.log`);
  },
};
