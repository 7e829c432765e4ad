import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
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
      for (const [index, { rank }] of plan.processes.entries()) {
        copy(streamFile(processBase(layout, 'run', index), fd), mirrorName(plan, fd, rank));
      }
    }
    copy(join(layout.run, 'agent.stdout'), `execution${node}.log`);
  },
};

/** One process in the whole job: stdout.txt. Several: stdout-RANK.txt, as Batch AI did where each rank had its own. */
export function mirrorName(plan: Pick<TaskPlan, 'gang' | 'processes'>, fd: 'stdout' | 'stderr', rank: number): string {
  const total = plan.gang.reduce((sum, { slots }) => sum + slots, 0);
  return total > 1 || plan.processes.length > 1 ? `${fd}-${rank}.txt` : `${fd}.txt`;
}
