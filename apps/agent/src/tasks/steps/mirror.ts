import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { streamFile } from '../../executors/wrapper.ts';
import { processBase } from '../layout.ts';
import { mergeInto } from '../merge.ts';
import type { Step, StepContext } from '../step.ts';

/**
 * Puts the streams into `{prefix}/{segment}/stdouterr` under Batch AI's names (BATCHAI.md §9.3). Processes whose logs have one name are
 * merged, in order of their ranks; on a directory that the nodes of a gang share each adds its own to what the others wrote.
 */
export const mirror: Step = {
  name: 'mirror',
  when: 'always',
  async run(context) {
    const { record, layout, system } = context;
    const { plan } = record;
    if (plan.stdOutErrPathPrefix === null) return;
    const target = system.AZ_BATCHAI_STDOUTERR_DIR as string;
    mkdirSync(target, { recursive: true });
    const node = plan.gang.length > 1 ? `-${plan.names.node}` : '';
    for (const fd of ['stdout', 'stderr'] as const) {
      mergeInto(
        join(target, `${fd}-job_prep${node}.txt`),
        [streamFile(processBase(layout, 'preparation', 0), fd)],
        false,
      );
      for (const [name, indexes] of byName(plan.processes)) {
        const from = indexes.map((index) => streamFile(processBase(layout, 'run', index), fd));
        mergeInto(join(target, `${fd}${name}.txt`), from, plan.gang.length > 1);
      }
    }
    mergeInto(join(target, `execution${node}.log`), [join(layout.run, 'agent.stdout')], false);
  },
};

/** Ends of file names, and the processes that write there, by rank. */
function byName(processes: StepContext['record']['plan']['processes']): Map<string, number[]> {
  const names = new Map<string, number[]>();
  const byRank = [...processes.entries()].toSorted(([, a], [, b]) => a.rank - b.rank);
  for (const [index, { log }] of byRank) {
    const name = log === null ? '' : `-${log}`;
    names.set(name, [...(names.get(name) ?? []), index]);
  }
  return names;
}
