import type { Progress } from '@trainyard/contracts/vitals';
import { rateWindowMs } from '@trainyard/logs/progress/pace';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { Readout } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { instant, isOver } from '../job-facts.ts';
import type { PanelProps } from './panel.ts';
import css from './progress-readouts.module.css';

interface ProgressProps {
  job: PanelProps['job'];
  /** Null while the log tells nothing. */
  progress: Progress | null;
}

/** How far it is, with a bar. */
export function ProgressReadout({ job, progress }: ProgressProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const over = isOver(job);
  const { percent = null, step = null, steps = null, epoch = null, epochs = null } = progress ?? {};
  const label = t('jobs:page.readouts.progress');
  const none = t(over ? 'jobs:page.readouts.neverProgress' : 'jobs:page.readouts.noProgress');
  const steady = useStepWords(step, steps);
  const round = useEpochWords(epoch, epochs);
  if (percent === null) {
    const value = steady ?? round ?? t('ui:na');
    return (
      <Readout wide label={label} value={value}>
        {progress === null ? none : steady && round}
      </Readout>
    );
  }
  const look = job.executionState === 'succeeded' ? css.done : over ? css.stopped : '';
  return (
    <Readout
      wide
      label={label}
      aside={steady === undefined ? undefined : round}
      value={format.quantity(Math.floor(percent * 10) / 10, '')}
      unit={[t('jobs:page.readouts.percent'), steady ?? round].filter((part) => part !== undefined).join(', ')}
    >
      <span
        className={`${css.bar} ${look}`}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(percent)}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
    </Readout>
  );
}

function useStepWords(step: number | null, steps: number | null): string | undefined {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  if (step === null) return undefined;
  if (steps === null) return t('page.readouts.stepOnly', { step: format.count(step) });
  return t('page.readouts.step', { step: format.count(step), steps: format.count(steps) });
}

function useEpochWords(epoch: number | null, epochs: number | null): string | undefined {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  if (epoch === null) return undefined;
  if (epochs === null) return t('page.readouts.epochOnly', { epoch: format.count(epoch) });
  return t('page.readouts.epoch', { epoch: format.count(epoch), epochs: format.count(epochs) });
}

/** When it will be through by its rate; once it is over, when that was. */
export function EndsReadout({ job, attempts, progress }: ProgressProps & Pick<PanelProps, 'attempts'>) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const now = useNow();
  const ended = instant(job.executionInfo.endTime);
  if (ended !== null) {
    return (
      <Readout label={t('jobs:page.readouts.ended')} value={format.clock(ended)}>
        {format.instant(ended)}
      </Readout>
    );
  }
  const ends = progress?.endsAt ?? null;
  const late = progress?.endsLateAt ?? null;
  const label = t('jobs:page.readouts.ends');
  if (ends === null)
    return (
      <Readout label={label} value={t('ui:na')}>
        {t('jobs:page.readouts.noEstimate')}
      </Readout>
    );
  const began = attempts.at(-1)?.phaseTimes.running ?? now;
  const span = format.duration(Math.min(rateWindowMs, Math.floor((now - began) / 10_000) * 10_000 + 10_000));
  return (
    <Readout
      label={label}
      value={format.minute(ends)}
      unit={t('jobs:page.readouts.endsIn', {
        left: format.duration(Math.max(0, Math.ceil((ends - now) / 1_000) * 1_000)),
      })}
    >
      {late === null
        ? t('jobs:page.readouts.estimate', { span })
        : t('jobs:page.readouts.late', { at: format.minute(late), span })}
    </Readout>
  );
}

/** Steps a second, as the log tells them. */
export function RateReadout({ progress }: Pick<ProgressProps, 'progress'>) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const rate = progress?.rate ?? null;
  const label = t('jobs:page.readouts.rate');
  if (rate === null) return <Readout label={label} value={t('ui:na')} />;
  // The log's own unit; without one they are steps.
  const own = progress?.rateUnit;
  const unit = own == null || own === 'step' ? t('jobs:page.readouts.stepsPerSecond') : `${own}/s`;
  return (
    <Readout label={label} value={format.quantity(rate, '')} unit={unit}>
      {t('jobs:page.readouts.rateNote')}
    </Readout>
  );
}
