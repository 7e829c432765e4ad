import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { useVitals } from '../../../live/vitals.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Bar } from '../../../ui/bar.tsx';
import { Elapsed } from '../../../ui/elapsed.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { instant, isOver } from '../job-facts.ts';
import { ShardsBar } from '../shards/shards-bar.tsx';
import { useSayWhen } from '../waiting/use-say-when.ts';
import css from './progress-cell.module.css';

/** How far a job is: its shards, or what its log tells; of one that waits, for how long. */
export function ProgressCell({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { shards } = job;
  if (shards !== null) {
    const ratio = { done: format.count(shards.succeeded), total: format.count(shards.count) };
    return (
      <span className={css.cell}>
        <ShardsBar shards={shards} />
        <span className={css.ratio}>{t('shards.ratio', ratio)}</span>
      </span>
    );
  }
  if (job.executionState === 'queued') {
    return (
      <span className={css.none}>
        {t('list.waits')} <Elapsed from={Date.parse(job.creationTime)} to={null} />
      </span>
    );
  }
  return <OfOutput job={job} />;
}

function OfOutput({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const live = useVitals(job)?.progress;
  const over = isOver(job);
  const { percent = null, step = null } = live ?? job.vitals?.progress ?? {};
  const shown = job.executionState === 'succeeded' ? 100 : percent;
  if (shown === null) {
    const told = step === null ? t('ui:na') : t('jobs:page.readouts.stepOnly', { step: format.count(step) });
    return <span className={css.none}>{told}</span>;
  }
  const look = job.executionState === 'failed' ? 'failed' : over ? 'succeeded' : 'running';
  return (
    <span className={css.cell}>
      <Bar
        thin
        parts={[{ look, percent: shown }]}
        progress={{ label: t('jobs:list.progress'), now: Math.floor(shown), most: 100 }}
      />
      {/* Never rounded up: 100 % is when it is through. */}
      <span className={css.value}>{format.percent(Math.floor(shown))}</span>
    </span>
  );
}

/** Steps a second in the output's own unit. */
export function RateCell({ job }: { job: Job }) {
  const { i18n } = useTranslation();
  const progress = useVitals(job)?.progress;
  if (progress?.rate == null) return null;
  const value = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 3 }).format(progress.rate);
  return `${value}\u00a0${progress.rateUnit ?? 'it'}/s`;
}

/** When it is through, starts, or ended: as its group says. */
export function EndsCell({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const when = useSayWhen();
  const progress = useVitals(job)?.progress;
  if (isOver(job)) {
    return <Ago at={instant(job.executionInfo.endTime) ?? Date.parse(job.executionStateTransitionTime)} />;
  }
  if (job.executionState === 'queued') {
    if (job.forecast === null) return <span className={css.none}>{t('ui:na')}</span>;
    const { p50, p90 } = job.forecast;
    return <span title={t('jobs:waiting.short', { at: when(p50), latest: when(p90) })}>{when(p50)}</span>;
  }
  return progress?.endsAt == null ? <span className={css.none}>{t('ui:na')}</span> : when(progress.endsAt);
}
