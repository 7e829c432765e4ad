import type { Job } from '@trainyard/contracts/job';
import type { PreemptionReceipt } from '@trainyard/contracts/preemption';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useReceipts } from '../../../live/standing-questions.ts';
import { Ago } from '../../../ui/ago.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Glyph } from '../../../ui/glyph.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { isOver } from '../job-facts.ts';
import css from './receipts.module.css';

/** Who took nodes from whom, why, what it cost and how it went on: the same receipts on both jobs. */
export function ReceiptsPanel({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'receipts']);
  const format = useFormat();
  const { data, error, refetch } = useReceipts(job);
  return (
    <Pane title={t('receipts:title')} meta={format.count(job.preemptions)} padded={false}>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      <ul>
        {data?.map((receipt) => (
          <Receipt key={receipt.uid} job={job} receipt={receipt} />
        ))}
      </ul>
    </Pane>
  );
}

function Receipt({ job, receipt }: { job: Job; receipt: PreemptionReceipt }) {
  const { t } = useTranslation(['jobs', 'receipts']);
  const { victim, taker } = receipt;
  const lost = victim.uid === job.uid;
  const other = lost ? taker : victim;
  return (
    <li className={css.receipt}>
      <p className={css.head}>
        <Glyph state={lost ? 'leaving' : 'running'} named={false} />
        {other === null ? (
          <b>{t(receipt.why.code === 'nodeDrained' ? 'receipts:drained' : 'receipts:reclaimed')}</b>
        ) : (
          <>
            <span>{t(lost ? 'receipts:lostTo' : 'receipts:tookFrom')}</span>
            <Link to={addresses.job(other)}>
              <bdi>{other.name}</bdi>
            </Link>
          </>
        )}
        <Ago at={receipt.at} className={css.age ?? ''} />
      </p>
      <Facts job={job} receipt={receipt} />
    </li>
  );
}

function Facts({ job, receipt }: { job: Job; receipt: PreemptionReceipt }) {
  const { t } = useTranslation(['jobs', 'receipts']);
  const format = useFormat();
  const { sayReason } = useTexts();
  const { victim, taker, nodes, why, lostMs, checkpointAt, unit, attempt, stoppedAfterMs } = receipt;
  const lost = format.duration(lostMs);
  const checkpoint = checkpointAt === null ? null : format.clock(checkpointAt);
  const own = t(`page.head.priority.${victim.priority}`);
  const rows: [string, ReactNode][] = [
    [t('receipts:why'), sayReason(why)],
    [
      t('receipts:lost'),
      checkpoint === null
        ? t('receipts:sinceStart', { lost })
        : t('receipts:sinceCheckpoint', { lost, at: checkpoint }),
    ],
    [t('receipts:resumes'), useResumption(job, receipt)],
    [
      t('receipts:priorities'),
      taker === null ? own : t('receipts:over', { taker: t(`page.head.priority.${taker.priority}`), victim: own }),
    ],
    [t('receipts:nodes'), nodes.join(', ')],
    [
      t('receipts:attempt'),
      unit > 0 || job.shards !== null
        ? t('receipts:shard', { unit: String(unit), attempt: String(attempt) })
        : String(attempt),
    ],
    [t('receipts:stopped'), stoppedAfterMs === null ? t('receipts:stops') : format.duration(stoppedAfterMs)],
  ];
  return (
    <dl className={css.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Where and when the victim goes on. */
function useResumption(job: Job, { victim, checkpointAt, resumedAt }: PreemptionReceipt): string {
  const { t } = useTranslation(['jobs', 'receipts']);
  const format = useFormat();
  const from =
    checkpointAt === null ? t('receipts:fromStart') : t('receipts:fromCheckpoint', { at: format.clock(checkpointAt) });
  if (resumedAt !== null) return t('receipts:resumed', { at: format.clock(resumedAt), from });
  return victim.uid === job.uid && isOver(job) ? t('receipts:never') : t('receipts:waits', { from });
}
