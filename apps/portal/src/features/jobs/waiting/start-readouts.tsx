/** When a waiting job starts, and where it stands: readouts of the job page. */
import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useExplanation } from '../../../live/standing-questions.ts';
import { Readout } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useSayWhen } from './use-say-when.ts';
import { useStarts } from './use-starts.ts';

/** Counted down by whole seconds near, by minutes far: two units at most stand still long enough to be read. */
const whole = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

/** The forecast: half of such jobs have started by the first time, nine of ten by the second. */
export function StartReadouts({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const when = useSayWhen();
  const now = useNow();
  const forecast = useStarts(job);
  if (forecast === null) {
    return (
      <Readout label={t('jobs:waiting.starts')} value={t('ui:na')}>
        {t(job.held ? 'jobs:waiting.noneHeld' : 'jobs:waiting.none')}
      </Readout>
    );
  }
  const { at, p50, p90, samples } = forecast;
  const left = (ms: number) => ({ left: format.duration(whole(ms)) });
  const age = (ms: number) => ({ age: format.duration(whole(ms)) });
  const basis = samples === 0 ? t('jobs:waiting.fromLimits') : t('jobs:waiting.fromRuns', { count: samples });
  return (
    <>
      <Readout
        label={t('jobs:waiting.starts')}
        aside={
          <span title={`${basis}, ${t('jobs:waiting.made', age(Math.max(0, now - at)))}`}>
            {samples === 0 ? t('jobs:waiting.limits') : t('jobs:waiting.runs', { count: samples })}
          </span>
        }
        value={<time title={format.fully(p50)}>{when(p50)}</time>}
      >
        {p50 > now ? t('jobs:waiting.startsIn', left(p50 - now)) : t('jobs:waiting.wasDue', age(now - p50))}
      </Readout>
      <Readout
        label={t('jobs:waiting.latest')}
        value={<time title={format.fully(p90)}>{when(p90)}</time>}
        stale={p90 < now ? t('jobs:waiting.pastLatest', age(now - p90)) : undefined}
      >
        {p90 > now && t('jobs:waiting.latestIn', left(p90 - now))}
      </Readout>
    </>
  );
}

/** Its place in the queue, from 1. */
export function PlaceReadout({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const { data } = useExplanation(job);
  const label = t('jobs:waiting.place');
  if (data === undefined) return <Readout label={label} value={t('ui:na')} />;
  if (data.position === null) {
    return (
      <Readout label={label} value={t('ui:na')}>
        {t(job.held ? 'jobs:waiting.held' : 'jobs:waiting.notInQueue')}
      </Readout>
    );
  }
  const next = data.ahead[0];
  return (
    <Readout label={label} value={format.count(data.position)} unit={<bdi>{job.queue}</bdi>}>
      {next === undefined ? t('jobs:waiting.first') : t('jobs:waiting.behind', { name: next.name })}
    </Readout>
  );
}
