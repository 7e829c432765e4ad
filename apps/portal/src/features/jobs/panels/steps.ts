/** The steps of an attempt's tasks taken together. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Text } from '@trainyard/contracts/texts';

export interface StepTime {
  name: string;
  /** ms of the task that took longest; null while one of them is at it. */
  ms: number | null;
  /** How far it is, or how it went, on the task that is told: the one that takes longest. */
  detail: Text | null;
}

/** One that goes on is slower than all that ended. */
const isSlower = (ms: number | null, than: number | null): boolean => than !== null && (ms === null || ms > than);

/** Steps in the order in which they began, each once. Every task walks the same list; the slowest decides. */
export function stepTimes(tasks: Attempt['tasks']): StepTime[] {
  const found = new Map<string, StepTime>();
  for (const { steps } of tasks) {
    for (const { name, startedAt, endedAt, detail = null } of steps) {
      const ms = endedAt === null ? null : Math.max(0, endedAt - startedAt);
      const had = found.get(name);
      if (had === undefined || isSlower(ms, had.ms)) found.set(name, { name, ms, detail });
    }
  }
  return [...found.values()];
}
