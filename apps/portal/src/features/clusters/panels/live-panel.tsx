import type { UseQueryResult } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import type { HeatStore } from '../../../live/heat-store.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { HeatLegend } from '../../../ui/heat/heat-legend.tsx';
import { byMachine } from '../../../ui/heat/machines.ts';
import { NodeCells } from '../../../ui/heat/node-cells.tsx';
import { useCellView } from '../../../ui/heat/use-cell-view.ts';
import { ViewSwitch } from '../../../ui/heat/view-switch.tsx';
import { soon } from '../../../ui/later.ts';
import { Pane, Sheet } from '../../../ui/pane.tsx';
import css from '../cluster.module.css';
import { scaleOf } from '../facts.ts';
import type { ClusterJobs } from '../use-cluster-jobs.ts';
import { QueueSummary } from './queue-summary.tsx';

// The table weighs more than the rest of the page: on its way while the cluster is asked for.
const NodesPane = soon('NodesPane', () => import('../nodes/nodes-pane.tsx'));

const BusyStrip = soon('BusyStrip', () => import('./busy-strip.tsx'));

interface LivePanelProps {
  cluster: Cluster;
  answer: UseQueryResult<Node[]>;
  store: HeatStore | null;
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
        <Suspense>
          <BusyStrip cluster={cluster} nodes={nodes} />
        </Suspense>
        {nodes.length === 0 ? (
          <Pane title={t('nodes.title')}>
            <EmptyState title={t('nodes.none')} text={t(`nodes.noneText.${scaleOf(cluster).kind}`)} />
          </Pane>
        ) : (
          <Suspense fallback={<Pane title={t('nodes.title')}>{null}</Pane>}>
            <NodesPane cluster={cluster} nodes={nodes} store={store} />
          </Suspense>
        )}
      </div>
      <QueueSummary cluster={cluster} jobs={jobs} />
    </Sheet>
  );
}

function Cells({ cluster, nodes, store }: { cluster: Cluster; nodes: readonly Node[]; store: HeatStore | null }) {
  const { t } = useTranslation('clusters');
  const scale = scaleOf(cluster);
  const size = findNodeSize(cluster.vmSize);
  const most = scale.kind === 'auto' ? scale.most : scale.count;
  const marked = useMemo(
    () => new Set(nodes.filter(({ health, state }) => health !== 'ok' || state === 'unusable').map(({ uid }) => uid)),
    [nodes],
  );
  const [view, setView] = useCellView();
  const arranged = useMemo(
    () => (view === 'map' || nodes.length === 0 ? { nodes, machines: undefined } : byMachine(nodes)),
    [view, nodes],
  );
  const label = size?.gpus === 0 ? t('cells.cpu') : t('cells.gpu');
  return (
    <Pane
      title={label}
      meta={t('cells.now')}
      tools={
        <>
          <HeatLegend />
          <ViewSwitch view={view} onChange={setView} />
        </>
      }
    >
      <NodeCells
        nodes={arranged.nodes}
        machines={arranged.machines}
        store={store}
        gpusEach={size?.gpus ?? 0}
        room={Math.max(0, most - nodes.length)}
        marked={marked}
        hrefOf={({ node }) => addresses.node(node.workspace, node.cluster, node.name)}
        label={label}
      />
    </Pane>
  );
}
