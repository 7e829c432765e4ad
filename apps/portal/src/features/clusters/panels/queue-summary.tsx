import type { Cluster } from '@trainyard/contracts/cluster';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Glyph } from '../../../ui/glyph.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from '../cluster.module.css';
import type { ClusterJobs } from '../use-cluster-jobs.ts';

/** Waiting jobs that stand beside the nodes: the first ones, the rest is behind the tab. */
const summaryMost = 8;

/** What waits and why, beside the nodes. */
export function QueueSummary({ cluster, jobs }: { cluster: Cluster; jobs: ClusterJobs }) {
  const { t } = useTranslation('clusters');
  const { sayReason } = useTexts();
  const format = useFormat();
  // Oldest first: who came first is looked for first.
  const shown = jobs.waiting.toReversed().slice(0, summaryMost);
  return (
    <Pane title={t('tab.queue')} meta={t('queue.summary', { count: jobs.waiting.length })} padded={false}>
      {jobs.loaded && shown.length === 0 && <p className={css.nothing}>{t('queue.nothingWaits')}</p>}
      <ol>
        {shown.map((job) => (
          <li key={job.uid} className={css.waiting}>
            <Glyph state="queued" />
            <Link to={addresses.job(job)} className={css.waitingName}>
              <bdi>{job.name}</bdi>
            </Link>
            <Ago at={Date.parse(job.creationTime)} className={css.waitingAge ?? ''} />
            <p className={css.waitingWhy}>
              {[
                ...(job.forecast === null ? [] : [`~${format.minute(job.forecast.p50)}`]),
                ...job.reasons.map(sayReason),
              ].join(' · ')}
            </p>
          </li>
        ))}
      </ol>
      {jobs.waiting.length > shown.length && (
        <p className={css.nothing}>
          <Link to={`?tab=queue`} className={css.link}>
            {t('queue.all', { count: jobs.waiting.length })}
          </Link>
        </p>
      )}
      {cluster.provisioningState !== 'deleting' && jobs.running.length > 0 && (
        <p className={css.nothing}>{t('readout.running', { count: jobs.running.length })}</p>
      )}
    </Pane>
  );
}
