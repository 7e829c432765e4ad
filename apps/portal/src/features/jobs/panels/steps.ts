/** The steps of an attempt's tasks taken together. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';

export interface StepTime {
  name: string;
  /** ms of the task that took longest; null while one of them is at it. */
  ms: number | null;
}

/** Steps in the order in which they began, each once. Every task walks the same list; the slowest decides. */
export function stepTimes(tasks: Attempt['tasks']): StepTime[] {
  const found = new Map<string, StepTime>();
  for (const { steps } of tasks) {
    for (const { name, startedAt, endedAt } of steps) {
      const ms = endedAt === null ? null : Math.max(0, endedAt - startedAt);
      const had = found.get(name);
      if (had === undefined) found.set(name, { name, ms });
      else had.ms = had.ms === null || ms === null ? null : Math.max(had.ms, ms);
    }
  }
  return [...found.values()];
}
