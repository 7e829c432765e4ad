import type { Explanation, StartForecast } from '@trainyard/contracts/standing';
import { localTime } from '../output/local-time.ts';

/** When a job is likely to start, in local time. */
export function forecastText({ at, p50, p90, samples }: StartForecast): string {
  const rests = samples > 0 ? `from ${samples} past runs` : "from the jobs' own time limits alone";
  return `likely to start about ${localTime(p50, at)}, by ${localTime(p90, at)} in nine of ten cases (${rests})`;
}

/** How good such forecasts were. */
export function scoreText({ count, beforeP90, medianErrorMs }: NonNullable<Explanation['score']>): string {
  const share = beforeP90 === null ? 'n/a' : `${Math.round(beforeP90 * 100)} %`;
  const error = medianErrorMs === null ? 'n/a' : `${Math.round(medianErrorMs / 1000)} s`;
  return `of the last ${count} forecasts, ${share} of the jobs started before that; the middle one was off by ${error}`;
}
