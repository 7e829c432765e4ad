import type { Job } from '@trainyard/contracts/job';
import type { StartForecast } from '@trainyard/contracts/standing';
import { useExplanation } from '../../../live/standing-questions.ts';
import { newest } from './forecast.ts';

/** The newest forecast of a waiting job's start; null where there is none. */
export function useStarts(job: Job): StartForecast | null {
  const { data } = useExplanation(job);
  return job.executionState === 'queued' ? newest(job.forecast, data?.forecast) : null;
}
