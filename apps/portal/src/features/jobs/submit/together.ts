/** Ranks that start the same command on the same node, as one. Pure. */
import type { JobPlan } from '@trainyard/contracts/api/jobs';

type Planned = NonNullable<JobPlan['processes']>[number];

export interface Together {
  first: Planned;
  /** Highest rank of the run. */
  last: number;
}

/** Folds neighbours; the order of ranks stays. */
export function together(processes: readonly Planned[]): Together[] {
  const runs: Together[] = [];
  for (const process of processes) {
    const run = runs.at(-1);
    const { task, role, command, rank } = process;
    const same = run?.first.task === task && run.first.role === role && run.first.command === command;
    if (run && same && rank === run.last + 1) run.last = rank;
    else runs.push({ first: process, last: rank });
  }
  return runs;
}
