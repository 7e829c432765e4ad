import type { UseQueryResult } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { Suspense, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { SeriesStore } from '../../../live/series-store.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { HeatLegend } from '../../../ui/heat/heat-legend.tsx';
import { NodeCells } from '../../../ui/heat/node-cells.tsx';
import { later } from '../../../ui/later.ts';
import { Pane, Sheet } from '../../../ui/pane.tsx';
import { DataTable } from '../../../ui/table/data-table.tsx';
import { TableMenu } from '../../../ui/table/table-menu.tsx';
import { useTableState } from '../../../ui/table/table-state.ts';
import { useFormat } from '../../../ui/use-format.ts';
import css from '../cluster.module.css';
import { scaleOf } from '../facts.ts';
import { useNodeColumns } from '../nodes/use-node-columns.tsx';
import type { ClusterJobs } from '../use-cluster-jobs.ts';
import { QueueSummary } from './queue-panel.tsx';

const NodeDrawer = later('NodeDrawer', () => import('../nodes/node-drawer.tsx'));

interface LivePanelProps {
  cluster: Cluster;
  answer: UseQueryResult<Node[]>;
  store: SeriesStore | null;
  jobs: ClusterJobs;
}

/** The nodes as they are this second: cells, table, and one node in detail. */
export function LivePanel({ cluster, answer, store, jobs }: LivePanelProps) {
  const { t } = useTranslation('clusters');
  const { data: nodes, error, refetch } = answer;
  if (nodes === undefined) return error === null ? null : <ErrorState error={error} onRetry={refetch} />;
  return (
    <Sheet className={css.live ?? ''}>
      <div className={css.liveMain}>
        <Cells cluster={cluster} nodes={nodes} store={store} />
        {nodes.length === 0 ? (
          <Pane title={t('nodes.title')}>
            <EmptyState title={t('nodes.none')} text={t(`nodes.noneText.${scaleOf(cluster).kind}`)} />
          </Pane>
        ) : (
          <Nodes cluster={cluster} nodes={nodes} store={store} />
        )}
      </div>
      <QueueSummary cluster={cluster} jobs={jobs} />
    </Sheet>
  );
}

function Cells({ cluster, nodes, store }: { cluster: Cluster; nodes: readonly Node[]; store: SeriesStore | null }) {
  const { t } = useTranslation('clusters');
  const scale = scaleOf(cluster);
  const size = findNodeSize(cluster.vmSize);
  const most = scale.kind === 'auto' ? scale.most : scale.count;
  const marked = useMemo(
    () => new Set(nodes.filter(({ health, state }) => health !== 'ok' || state === 'unusable').map(({ uid }) => uid)),
    [nodes],
  );
  const label = size?.gpus === 0 ? t('cells.cpu') : t('cells.gpu');
  return (
    <Pane title={label} meta={t('cells.now')} tools={<HeatLegend />}>
      <NodeCells
        nodes={nodes}
        store={store}
        gpusEach={size?.gpus ?? 0}
        room={Math.max(0, most - nodes.length)}
        marked={marked}
        label={label}
      />
    </Pane>
  );
}

function Nodes({ cluster, nodes, store }: { cluster: Cluster; nodes: readonly Node[]; store: SeriesStore | null }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const columns = useNodeColumns(cluster, store);
  const state = useTableState('nodes');
  const chosen = nodes.find(({ name }) => name === search.get('node'));
  // Once it was open it stays, so that it can be seen to close.
  const opened = useRef(false);
  if (chosen) opened.current = true;
  return (
    <Pane
      title={t('nodes.title')}
      meta={format.count(nodes.length)}
      padded={false}
      tools={<TableMenu columns={columns} state={state} />}
    >
      <DataTable
        label={t('nodes.title')}
        state={state}
        rows={nodes}
        columns={columns}
        rowId={({ uid }) => uid}
        href={({ name }) => `?node=${encodeURIComponent(name)}`}
      />
      <Suspense>
        {opened.current && (
          <NodeDrawer
            node={chosen}
            cluster={cluster}
            onClose={() =>
              setSearch((before) => {
                const after = new URLSearchParams(before);
                after.delete('node');
                return after;
              })
            }
          />
        )}
      </Suspense>
    </Pane>
  );
}
