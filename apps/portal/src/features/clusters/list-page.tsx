import type { Cluster } from '@trainyard/contracts/cluster';
import { Plus } from 'lucide-react';
import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useClusters, useJobs, useWorkspaces } from '../../live/questions.ts';
import { Ago } from '../../ui/ago.tsx';
import { CutText } from '../../ui/cut-text.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { StateWord } from '../../ui/glyph.tsx';
import { later } from '../../ui/later.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { TableMenu } from '../../ui/table/table-menu.tsx';
import { useTableState } from '../../ui/table/table-state.ts';
import { Tag } from '../../ui/tag.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { ClusterGpus } from './cluster-gpus.tsx';
import css from './clusters.module.css';
import { NodeCounts } from './node-counts.tsx';
import { useSayCluster } from './use-say-cluster.ts';

// Of an empty list only.
const CliLine = later('CliLine', () => import('../../ui/form/cli-line.tsx'));

/** Queued jobs by cluster, as far as the first page of them tells: with more, each count is a least. */
function useWaiting(workspace: string): { of: (cluster: string) => number; more: boolean } {
  const { data } = useJobs(workspace, { state: 'queued' });
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const job of data?.pages.flatMap(({ items }) => items) ?? []) {
      const key = job.cluster?.name.toLowerCase() ?? '';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return { of: (cluster) => counts.get(cluster.toLowerCase()) ?? 0, more: Boolean(data?.pages.at(-1)?.next) };
  }, [data]);
}

function useColumns(workspace: string): Column<Cluster>[] {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const say = useSayCluster();
  const waiting = useWaiting(workspace);
  return useMemo(
    () => [
      {
        id: 'name',
        head: t('list.name'),
        width: '2fr',
        optional: false,
        cell: ({ name }) => <bdi>{name}</bdi>,
        after: ({ vmPriority }) => vmPriority === 'lowpriority' && <Tag>{t('list.lowPriority')}</Tag>,
        sort: ({ name }) => name,
      },
      { id: 'state', head: t('list.state'), width: 150, line: 1, cell: (cluster) => <State cluster={cluster} /> },
      {
        id: 'size',
        head: t('list.size'),
        width: '3fr',
        cell: ({ vmSize }) => <CutText text={`${vmSize} · ${say.size(vmSize)}`} />,
        sort: ({ vmSize }) => vmSize,
      },
      {
        id: 'nodes',
        head: t('list.nodes'),
        width: 110,
        align: 'end',
        cell: (cluster) => <NodeCounts cluster={cluster} />,
        sort: ({ currentNodeCount }) => currentNodeCount,
      },
      {
        id: 'gpus',
        head: t('list.gpus'),
        width: 130,
        align: 'end',
        cell: (cluster) => <ClusterGpus cluster={cluster} />,
      },
      { id: 'scaling', head: t('list.scaling'), width: 100, cell: say.scaling },
      {
        id: 'waiting',
        head: t('list.waiting'),
        width: 80,
        align: 'end',
        cell: ({ name }) => `${format.count(waiting.of(name))}${waiting.more ? '+' : ''}`,
        sort: ({ name }) => waiting.of(name),
      },
      {
        id: 'created',
        head: t('list.created'),
        width: 110,
        hide: 'narrow',
        align: 'end',
        cell: ({ creationTime }) => <Ago at={Date.parse(creationTime)} />,
        sort: ({ creationTime }) => Date.parse(creationTime),
      },
    ],
    [t, format, say, waiting],
  );
}

function State({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('clusters');
  const say = useSayCluster();
  if (cluster.provisioningState === 'deleting') return <StateWord state="leaving">{t('beingDeleted')}</StateWord>;
  const resizing = say.resizing(cluster);
  return resizing === undefined ? t('steady') : <Tag accent>{resizing}</Tag>;
}

/** The clusters of a workspace. */
export function Page() {
  const { workspace = '' } = useParams();
  const { t } = useTranslation('clusters');
  useCrumbs({ label: t('title') });
  const { data: clusters, error, refetch } = useClusters(workspace);
  const may = useWorkspaces().data?.find(({ ref }) => ref === workspace)?.can.create ?? false;
  const columns = useColumns(workspace);
  const format = useFormat();
  const state = useTableState('clusters');
  const create = may && (
    <LinkButton
      to={addresses.newCluster(workspace)}
      variant="contained"
      startIcon={<Plus size={14} strokeWidth={1.5} />}
    >
      {t('list.new')}
    </LinkButton>
  );
  if (clusters === undefined && error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (clusters === undefined) return null;
  return (
    <div className={css.page}>
      <div className={css.listHead}>
        <h1>{t('title')}</h1>
        {clusters.length > 0 && <span className={css.total}>{format.count(clusters.length)}</span>}
        {clusters.length > 0 && <TableMenu columns={columns} state={state} />}
        {clusters.length > 0 && create}
      </div>
      {clusters.length === 0 ? (
        <Empty workspace={workspace} create={create} />
      ) : (
        <div className={css.table}>
          <DataTable
            label={t('title')}
            state={state}
            rows={clusters}
            columns={columns}
            rowId={({ uid }) => uid}
            href={({ name }) => addresses.cluster(workspace, name)}
          />
        </div>
      )}
    </div>
  );
}

function Empty({ workspace, create }: { workspace: string; create: React.ReactNode }) {
  const { t } = useTranslation('clusters');
  return (
    <EmptyState
      title={t('list.empty')}
      text={t('list.emptyText')}
      action={
        <>
          {create}
          <Suspense>
            <CliLine line={`npx trainyard cluster create -w ${workspace} -n two -s STANDARD_NC6 -t 2`} />
          </Suspense>
        </>
      }
    />
  );
}
