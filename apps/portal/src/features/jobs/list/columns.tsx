import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '../../../ui/ago.tsx';
import { Elapsed } from '../../../ui/elapsed.tsx';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import type { Column } from '../../../ui/table/columns.ts';
import { Tag } from '../../../ui/tag.tsx';
import { isOver } from '../job-facts.ts';
import { ProgressCell } from './progress-cell.tsx';
import { type JobSize, sizeOf } from './size-of.ts';
import { Standing } from './standing.tsx';

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

/** When the job came to where its group says it is: submitted, started, or ended. */
export function whenOf(job: Job): number {
  const { startTime, endTime } = job.executionInfo;
  if (isOver(job)) return timeOf(endTime) ?? Date.parse(job.executionStateTransitionTime);
  return timeOf(job.executionState === 'queued' ? undefined : startTime) ?? Date.parse(job.creationTime);
}

/** Columns of the list of jobs; stable until the language or the clusters change. */
export function useJobColumns(clusters: ReadonlyMap<string, Cluster>): Column<Job>[] {
  const { t } = useTranslation('jobs');
  return useMemo(
    () => [
      {
        id: 'name',
        head: t('list.job'),
        width: '5fr',
        optional: false,
        before: (job) => isGlyphState(job.executionState) && <Glyph state={job.executionState} />,
        cell: (job) => job.name,
        after: (job) => <Tags job={job} />,
        sort: (job) => job.name,
      },
      {
        id: 'experiment',
        head: t('list.experiment'),
        width: 112,
        cell: (job) => <bdi>{job.experiment}</bdi>,
        sort: (job) => job.experiment,
      },
      {
        id: 'cluster',
        head: t('list.cluster'),
        width: 92,
        cell: (job) => (job.cluster === null ? t('list.clusterGone') : <bdi>{job.cluster.name}</bdi>),
        sort: (job) => job.cluster?.name,
      },
      {
        id: 'size',
        head: t('list.size'),
        width: 84,
        align: 'end',
        cell: (job) => <Size size={sizeOf(job, clusters)} />,
        sort: (job) => {
          const { nodes, each } = sizeOf(job, clusters);
          return nodes * (each?.count ?? 1);
        },
      },
      { id: 'progress', whole: true, head: t('list.progress'), width: 128, cell: (job) => <ProgressCell job={job} /> },
      {
        id: 'time',
        head: t('list.time'),
        width: 104,
        align: 'end',
        cell: (job) => <Time job={job} />,
        sort: durationOf,
      },
      {
        id: 'when',
        head: t('list.when'),
        width: 104,
        align: 'end',
        hide: 'narrow',
        cell: (job) => <Ago at={whenOf(job)} />,
        sort: whenOf,
      },
      { id: 'standing', head: t('list.standing'), width: '7fr', cell: (job) => <Standing job={job} /> },
      {
        id: 'attempts',
        head: t('list.attempts'),
        width: 56,
        align: 'end',
        hide: 'narrow',
        cell: (job) => job.attempt,
        sort: (job) => job.attempt,
      },
      {
        id: 'owner',
        head: t('list.owner'),
        width: 96,
        hide: 'narrow',
        cell: (job) => <bdi>{job.createdBy}</bdi>,
        sort: (job) => job.createdBy,
      },
    ],
    [t, clusters],
  );
}

function Tags({ job: { shards, held, schedulingPriority } }: { job: Job }) {
  const { t } = useTranslation('jobs');
  return (
    <>
      {shards !== null && <Tag>{t('shards.tag', { count: shards.count })}</Tag>}
      {held && <Tag>{t('waiting.held')}</Tag>}
      {schedulingPriority !== 'normal' && <Tag>{t(`list.priority.${schedulingPriority}`)}</Tag>}
    </>
  );
}

/** Ended jobs by how long they ran, others by when they began: a running clock would sort the list anew each second. */
function durationOf(job: Job): number | undefined {
  const start = timeOf(job.executionInfo.startTime);
  const end = timeOf(job.executionInfo.endTime);
  return start === undefined || end === undefined ? undefined : end - start;
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
