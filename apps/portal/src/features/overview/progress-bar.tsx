import type { Progress } from '@trainyard/contracts/vitals';
import { useTranslation } from 'react-i18next';
import { connection } from '../../live/connection.ts';
import { Bar } from '../../ui/bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import css from './progress-bar.module.css';

const day = 24 * 3_600_000;

/** How far a job is: a bar where its output tells of how many steps, the step alone where it does not, n/a without either. */
export function ProgressBar({ progress }: { progress: Progress | null }) {
  const { t } = useTranslation(['overview', 'ui']);
  const { count, percent } = useFormat();
  if (progress?.percent != null) {
    return (
      <span className={css.progress}>
        <Bar thin className={css.bar} parts={[{ look: 'running', percent: progress.percent }]} />
        <span className={css.percent}>{percent(progress.percent)}</span>
      </span>
    );
  }
  if (progress?.step != null) return t('jobs.step', { step: count(progress.step) });
  return <span className={css.quiet}>{t('ui:na')}</span>;
}

/** When a job is through by its own rate; `at`: server's ms. */
export function Ends({ at }: { at: number | null }) {
  const { t } = useTranslation('ui');
  const { minute, instant } = useFormat();
  if (at === null) return <span className={css.quiet}>{t('na')}</span>;
  return at - connection.now() < day ? minute(at) : instant(at);
}
