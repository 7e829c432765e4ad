import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useVitals } from '../../../live/vitals.ts';
import { Elapsed } from '../../../ui/elapsed.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import type { Column } from '../../../ui/table/columns.ts';
import { Tag } from '../../../ui/tag.tsx';
import { isOver } from '../job-facts.ts';
import css from './columns.module.css';
import { NameStart } from './fold-button.tsx';
import { EndsCell, ProgressCell, RateCell } from './progress-cell.tsx';
import { type JobSize, sizeOf } from './size-of.ts';
import { SparkCell } from './spark-cell.tsx';
import { Standing } from './standing.tsx';

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

/** Columns of the list of jobs; stable until the language or the clusters change. */
export function useJobColumns(clusters: ReadonlyMap<string, Cluster>): Column<Job>[] {
  const { t } = useTranslation('jobs');
  return useMemo(
    () => [
      {
        id: 'name',
        head: t('list.job'),
        width: '6fr',
        optional: false,
        before: (job) => <NameStart job={job} />,
        cell: (job) => job.name,
        after: (job) => <Tags job={job} />,
        serverSort: 'name',
      },
      {
        id: 'experiment',
        head: t('list.experiment'),
        width: 96,
        cell: (job) => <bdi className={css.cut}>{job.experiment}</bdi>,
        serverSort: 'experiment',
      },
      {
        id: 'cluster',
        head: t('list.cluster'),
        width: 76,
        cell: (job) =>
          job.cluster === null ? t('list.clusterGone') : <bdi className={css.cut}>{job.cluster.name}</bdi>,
        serverSort: 'cluster',
      },
      {
        id: 'size',
        head: t('list.size'),
        width: 80,
        align: 'end',
        cell: (job) => <Size size={sizeOf(job, clusters)} />,
        serverSort: 'nodes',
      },
      { id: 'progress', whole: true, head: t('list.progress'), width: 132, cell: (job) => <ProgressCell job={job} /> },
      {
        id: 'rate',
        head: t('list.rate'),
        width: 84,
        align: 'end',
        hide: 'narrow',
        cell: (job) => <RateCell job={job} />,
      },
      {
        id: 'ends',
        head: t('list.ends'),
        width: 92,
        align: 'end',
        cell: (job) => <EndsCell job={job} />,
        serverSort: 'ended',
      },
      { id: 'standing', head: t('list.standing'), width: '8fr', cell: (job) => <Standing job={job} /> },
      { id: 'gpuHour', head: t('list.gpuHour'), width: 72, hide: 'narrow', cell: (job) => <SparkCell job={job} /> },
      {
        id: 'time',
        head: t('list.time'),
        width: 88,
        align: 'end',
        hide: 'narrow',
        cell: (job) => <Time job={job} />,
        serverSort: 'duration',
      },
      { id: 'attempts', head: t('list.attempts'), width: 44, align: 'end', hide: 'narrow', cell: (job) => job.attempt },
      {
        id: 'owner',
        head: t('list.owner'),
        width: 84,
        hide: 'narrow',
        cell: (job) => <bdi className={css.cut}>{job.createdBy}</bdi>,
        serverSort: 'owner',
      },
    ],
    [t, clusters],
  );
}

function Tags({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { shards, held, schedulingPriority } = job;
  const simulated = useVitals(job)?.simulated === true;
  return (
    <>
      {shards !== null && <Tag>{t('shards.tag', { count: shards.count })}</Tag>}
      {simulated && <SimTag />}
      {held && <Tag>{t('waiting.held')}</Tag>}
      {schedulingPriority !== 'normal' && <Tag>{t(`list.priority.${schedulingPriority}`)}</Tag>}
    </>
  );
}

function Size({ size: { nodes, each } }: { size: JobSize }) {
  const { t } = useTranslation('jobs');
  if (each === null) return t('list.nodes', { count: nodes });
  return t(each.kind === 'gpu' ? 'list.gpus' : 'list.cpus', { nodes, each: each.count });
}

function Time({ job }: { job: Job }) {
  const { t } = useTranslation('ui');
  const start = timeOf(job.executionInfo.startTime);
  const end = timeOf(job.executionInfo.endTime);
  // One that was ended in the queue has both times, and ran for none.
  if (isOver(job))
    return job.attempt === 0 || start === undefined || end === undefined ? t('na') : <Elapsed from={start} to={end} />;
  const since = job.executionState === 'queued' ? Date.parse(job.creationTime) : start;
  return since === undefined ? t('na') : <Elapsed from={since} to={null} />;
}
