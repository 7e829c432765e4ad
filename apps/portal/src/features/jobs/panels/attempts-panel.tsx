import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useAttempts } from '../../../live/questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { instant, placementOf } from '../job-facts.ts';
import { AttemptTasks } from './attempt-tasks.tsx';
import css from './attempts-panel.module.css';
import { OutcomeWord } from './outcome-word.tsx';
import type { PanelProps } from './panel.ts';
import { durations, type TimelineRow, timelineRows } from './timeline.ts';

/** Every attempt with its end; each opens to its tasks and processes. */
export function AttemptsPanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const now = useNow();
  const { data, error, refetch } = useAttempts(job);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(attempts.slice(-1).map(({ uid }) => uid)));
  if (attempts.length === 0) {
    return (
      <Pane title={t('page.attempts.title')} padded={false}>
        {error !== null && data === undefined ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <EmptyState title={t('page.attempts.none')} text={t('page.attempts.noneText')} />
        )}
      </Pane>
    );
  }
  const span = {
    createdAt: instant(job.creationTime) ?? now,
    endedAt: instant(job.executionInfo.endTime),
    waits: false,
  };
  const rows = timelineRows(span, attempts, now);
  const toggle = (uid: string) => {
    const next = new Set(open);
    if (!next.delete(uid)) next.add(uid);
    setOpen(next);
  };
  return (
    <Pane title={t('page.attempts.title')} meta={String(attempts.length)} padded={false}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('page.attempts.number')}</th>
            <th scope="col">{t('page.attempts.outcome')}</th>
            <th scope="col" className={css.number}>
              {t('page.attempts.exitCode')}
            </th>
            <th scope="col" className={css.number}>
              {t('page.attempts.started')}
            </th>
            <th scope="col" className={css.number}>
              {t('page.attempts.waited')}
            </th>
            <th scope="col" className={css.number}>
              {t('page.attempts.prepared')}
            </th>
            <th scope="col" className={css.number}>
              {t('page.attempts.ran')}
            </th>
            <th scope="col">{t('page.attempts.nodes')}</th>
            <th scope="col" className={css.reason}>
              {t('page.attempts.reason')}
            </th>
          </tr>
        </thead>
        {/* The newest first: it is what one comes for. */}
        {attempts.toReversed().map((attempt) => (
          <AttemptRow
            key={attempt.uid}
            job={job}
            attempt={attempt}
            row={rows.find((row) => row.attempt === attempt.number && row.unit === attempt.unit)}
            open={open.has(attempt.uid)}
            onToggle={() => toggle(attempt.uid)}
          />
        ))}
      </table>
    </Pane>
  );
}

interface AttemptRowProps {
  job: Job;
  attempt: Attempt;
  row: TimelineRow | undefined;
  open: boolean;
  onToggle: () => void;
}

function AttemptRow({ job, attempt, row, open, onToggle }: AttemptRowProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const { sayReason } = useTexts();
  const took = row === undefined ? {} : durations(row);
  const time = (ms: number | undefined) => (ms === undefined ? t('ui:na') : format.duration(wholeSeconds(ms)));
  const number = String(attempt.number);
  const Chevron = open ? ChevronDown : ChevronRight;
  const began = attempt.phaseTimes.allocating;
  return (
    <tbody>
      <tr>
        <th scope="row">
          <button
            type="button"
            className={css.open}
            aria-expanded={open}
            aria-label={t('jobs:page.attempts.open', { number })}
            onClick={onToggle}
          >
            <Chevron size={14} strokeWidth={1.5} aria-hidden="true" />
            {number}
          </button>
        </th>
        <td data-label={t('jobs:page.attempts.outcome')}>
          <OutcomeWord attempt={attempt} />
        </td>
        <td className={css.number} data-label={t('jobs:page.attempts.exitCode')}>
          {attempt.exitCode ?? t('ui:na')}
        </td>
        <td className={css.number} data-label={t('jobs:page.attempts.started')}>
          {began === undefined ? t('ui:na') : <span title={format.fully(began)}>{format.clock(began)}</span>}
        </td>
        <td className={css.number} data-label={t('jobs:page.attempts.waited')}>
          {time(took.queued ?? 0)}
        </td>
        <td className={css.number} data-label={t('jobs:page.attempts.prepared')}>
          {time(
            took.starting === undefined && took.allocating === undefined
              ? undefined
              : (took.starting ?? 0) + (took.allocating ?? 0),
          )}
        </td>
        <td className={css.number} data-label={t('jobs:page.attempts.ran')}>
          {time(took.running)}
        </td>
        <td data-label={t('jobs:page.attempts.nodes')}>
          {placementOf(attempt)
            .nodes.map(({ name }) => name)
            .join(', ')}
        </td>
        <td className={css.reason} data-label={t('jobs:page.attempts.reason')}>
          {attempt.reason === null ? '' : sayReason(attempt.reason)}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={9} className={css.inside}>
            <AttemptTasks job={job} attempt={attempt} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** A duration that counts stands still between two seconds. */
const wholeSeconds = (ms: number): number => (ms < 10_000 ? ms : Math.floor(ms / 1_000) * 1_000);
