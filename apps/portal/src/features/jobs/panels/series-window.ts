/** Which stretch of time the charts of a job show. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { SeriesOptions } from '../../../live/series-store.ts';
import { isOver } from '../job-facts.ts';

export const windowChoices = ['5', '30', 'all'] as const;
export type WindowChoice = (typeof windowChoices)[number];

const minute = 60_000;

/** When a job's first task began, server's ms; undefined before. */
export function beganAt(attempts: readonly Attempt[]): number | undefined {
  const times = attempts.flatMap(({ phaseTimes: { starting, running } }) => starting ?? running ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** When what a job ran was over, server's ms; undefined while it is not. */
export function endedAt(job: Job, attempts: readonly Attempt[]): number | undefined {
  if (!isOver(job)) return undefined;
  const ends = attempts.flatMap(({ phaseTimes: { ended } }) => ended ?? []);
  const told = Date.parse(job.executionInfo.endTime ?? job.executionStateTransitionTime);
  return ends.length > 0 ? Math.max(...ends) : told;
}

/** What to ask of the series of a job, and with it what its charts show. */
export function optionsOf(job: Job, attempts: readonly Attempt[], choice: WindowChoice): SeriesOptions {
  const until = endedAt(job, attempts);
  const since = beganAt(attempts);
  const windowMs = choice === 'all' ? null : Number(choice) * minute;
  return {
    windowMs,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}
