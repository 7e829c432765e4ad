/** Tasks of a job that a terminal can lead into. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { Place } from './session.ts';

export interface LiveTask {
  /** `unit/attempt/task`: how the address names it. */
  key: string;
  unit: number;
  attempt: number;
  task: number;
  node: string;
  /** Ranks that run in it, in order. */
  ranks: number[];
}

/** Tasks whose processes run, by unit and task: a shell in any of them would see what they see. */
export function liveTasks(attempts: readonly Attempt[]): LiveTask[] {
  const found = attempts
    .filter(({ phase }) => phase === 'running')
    .flatMap(({ unit, number, tasks }) =>
      tasks
        .filter(({ phase }) => phase === 'running')
        .map(({ index, node, processes }) => ({
          key: `${unit}/${number}/${index}`,
          unit,
          attempt: number,
          task: index,
          node: node.name,
          ranks: processes.map(({ rank }) => rank).sort((a, b) => a - b),
        })),
    );
  return found.sort((a, b) => a.unit - b.unit || a.task - b.task);
}

/** Where a shell in a task opens. */
export function placeIn(job: Pick<Job, 'uid'>, { unit, attempt, task }: LiveTask): Place {
  return { kind: 'task', fence: { job: job.uid, unit, attempt, task }, command: null, terminal: null };
}

/** `0–3`, `2`, `0, 4–7`. */
export function rangesOf(ranks: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const rank of ranks) {
    const run = runs.at(-1);
    if (run && rank === run[1] + 1) run[1] = rank;
    else runs.push([rank, rank]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(', ');
}
