/** Ranks that start the same command on the same node, as one; what a plan comes to in all. Pure. */
import type { JobPlan } from '@trainyard/contracts/api/jobs';

export type Planned = NonNullable<JobPlan['processes']>[number];

export interface Together {
  first: Planned;
  /** The highest rank of the run. */
  last: Planned;
}

/** Folds neighbours; the order of ranks stays. */
export function together(processes: readonly Planned[]): Together[] {
  const runs: Together[] = [];
  for (const process of processes) {
    const run = runs.at(-1);
    if (run && sameButForRank(run.first, process) && process.rank === run.last.rank + 1) run.last = process;
    else runs.push({ first: process, last: process });
  }
  return runs;
}

const sameButForRank = (a: Planned, b: Planned): boolean =>
  a.task === b.task && a.role === b.role && a.command === b.command && a.startedBy === b.startedBy;

/** `stdout-0.txt`, as the file is called on the share. */
export const logName = (log: string | null): string => (log === null ? 'stdout.txt' : `stdout-${log}.txt`);

export interface Sums {
  nodes: number;
  processes: number;
  /** How many of each role, in the order in which they are met. */
  roles: [role: string, count: number][];
}

/** What the plan comes to. */
export function sumsOf(processes: readonly Planned[]): Sums {
  const roles = new Map<string, number>();
  for (const { role } of processes) roles.set(role, (roles.get(role) ?? 0) + 1);
  return { nodes: new Set(processes.map(({ task }) => task)).size, processes: processes.length, roles: [...roles] };
}
