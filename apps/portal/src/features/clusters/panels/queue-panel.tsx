import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { CutText } from '../../../ui/cut-text.tsx';
import { Elapsed } from '../../../ui/elapsed.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import type { Column } from '../../../ui/table/columns.ts';
import { DataTable } from '../../../ui/table/data-table.tsx';
import type { Grouping } from '../../../ui/table/items.ts';
import { useTableState } from '../../../ui/table/table-state.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import type { ClusterJobs } from '../use-cluster-jobs.ts';

/** Since when a job is in the state it is in, server's ms. */
const since = (job: Job): number => Date.parse(job.executionInfo.startTime ?? job.creationTime);

/** `queues`: the cluster has more than one. */
function useColumns(queues: boolean): Column<Job>[] {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const { sayReason } = useTexts();
  return useMemo(
    () => [
      {
        id: 'name',
        head: t('queue.name'),
        width: '2fr',
        before: ({ executionState: state }) => isGlyphState(state) && <Glyph state={state} />,
        cell: ({ name }) => <bdi>{name}</bdi>,
        sort: ({ name }) => name,
      },
      {
        id: 'experiment',
        head: t('queue.experiment'),
        width: '1fr',
        cell: ({ experiment }) => <bdi>{experiment}</bdi>,
        sort: ({ experiment }) => experiment,
        hide: 'narrow',
      },
      ...(queues
        ? [
            {
              id: 'queue',
              head: t('scheduling.column'),
              width: 110,
              cell: ({ queue }: Job) => <bdi>{queue}</bdi>,
              sort: ({ queue }: Job) => queue,
            },
          ]
        : []),
      { id: 'priority', head: t('queue.priority'), width: 80, cell: (job) => t(`queue.${job.schedulingPriority}`) },
      {
        id: 'nodes',
        head: t('queue.nodes'),
        width: 70,
        align: 'end',
        cell: ({ nodeCount, shards }) => nodeCount * Math.max(1, shards?.running ?? 1),
      },
      {
        id: 'since',
        head: t('queue.for'),
        width: 110,
        align: 'end',
        cell: (job) => <Elapsed from={since(job)} to={null} />,
        sort: (job) => -since(job),
      },
      {
        id: 'starts',
        head: t('scheduling.forecast'),
        width: 90,
        align: 'end',
        cell: ({ forecast }) =>
          forecast !== null && (
            <time
              title={t('scheduling.latest', { at: format.instant(forecast.p90) })}
            >{`~${format.minute(forecast.p50)}`}</time>
          ),
        sort: ({ forecast }) => forecast?.p50,
      },
      {
        id: 'why',
        head: t('queue.why'),
        width: '3fr',
        cell: ({ reasons }) => <CutText text={reasons.map(sayReason).join(' · ')} />,
      },
    ],
    [t, sayReason, format, queues],
  );
}

/** Jobs that run here or wait, each with why. */
export function QueuePanel({ cluster, jobs }: { cluster: Cluster; jobs: ClusterJobs }) {
  const { t } = useTranslation('clusters');
  const columns = useColumns(cluster.scheduling.queues.length > 0);
  const state = useTableState('cluster-queue');
  const grouping = useMemo<Grouping<Job>>(
    () => ({
      groups: [
        { id: 'running', label: t('queue.running') },
        { id: 'waiting', label: t('queue.waiting') },
      ],
      of: ({ executionState }) => (executionState === 'queued' ? 'waiting' : 'running'),
    }),
    [t],
  );
  if (!jobs.loaded) return null;
  if (jobs.jobs.length === 0) return <Idle cluster={cluster} />;
  return (
    <DataTable
      label={t('tab.queue')}
      state={state}
      rows={jobs.jobs}
      columns={columns}
      rowId={({ uid }) => uid}
      href={addresses.job}
      grouping={state.sort === null ? grouping : undefined}
      onEnd={jobs.more}
    />
  );
}

function Idle({ cluster: { workspace, name } }: { cluster: Cluster }) {
  const { t } = useTranslation('clusters');
  return (
    <EmptyState
      title={t('queue.none')}
      text={t('queue.noneText')}
      action={
        <>
          <LinkButton to={addresses.newJob(workspace, `?cluster=${encodeURIComponent(name)}`)}>
            {t('queue.submit')}
          </LinkButton>
          <CliLine line={`npx trainyard job submit -w ${workspace} -e EXPERIMENT -f job.json`} />
        </>
      }
    />
  );
}
