import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useExplanation } from '../../../live/standing-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { LeverRow } from './lever-row.tsx';
import css from './waits.module.css';

/** What would start a waiting job now, each with the button that does it. Asked anew when its cluster changes, never by the clock. */
export function WaitsPanel({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const words = useErrorWords();
  const { data, error, refetch } = useExplanation(job);
  return (
    <Pane
      title={t('waiting:levers.title')}
      meta={t('waiting:levers.meta')}
      padded={false}
      tools={data && <Made at={data.at} />}
    >
      {data === undefined && error === null && job.cluster !== null && (
        <div className={css.bones} role="status" aria-label={t('waiting:levers.asking')} />
      )}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data !== undefined && error !== null && (
        <p className={css.late} role="status">
          {t('waiting:levers.late', { why: words(error) })}
        </p>
      )}
      {data?.levers.length === 0 && <Nothing starting={data.waiting && data.reasons.length === 0} />}
      {data !== undefined && data.levers.length > 0 && (
        <ol className={css.levers}>
          {data.levers.map((lever, at) => (
            <LeverRow key={JSON.stringify(lever)} job={job} lever={lever} number={at + 1} />
          ))}
        </ol>
      )}
    </Pane>
  );
}

function Nothing({ starting }: { starting: boolean }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  return starting ? (
    <EmptyState title={t('waiting:levers.starting')} text={t('waiting:levers.startingText')} />
  ) : (
    <EmptyState title={t('waiting:levers.none')} text={t('waiting:levers.noneText')} />
  );
}

/** How old an answer is. */
function Made({ at }: { at: number }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const format = useFormat();
  const now = useNow();
  const age = Math.max(0, Math.round((now - at) / 1_000)) * 1_000;
  return <span className={css.made}>{t('waiting:made', { age: format.duration(age) })}</span>;
}
