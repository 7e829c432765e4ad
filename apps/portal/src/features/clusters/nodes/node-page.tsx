import { useQuery } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { NodeDetail } from '@trainyard/contracts/node';
import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useCrumbs } from '../../../app/shell/crumbs.tsx';
import { client, isNotFound } from '../../../live/client.ts';
import { useHeat } from '../../../live/heat.ts';
import { keys } from '../../../live/keys.ts';
import { useClusters, useNodes } from '../../../live/questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Glyph, StateWord } from '../../../ui/glyph.tsx';
import { later } from '../../../ui/later.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Pane, PaneColumn, Sheet } from '../../../ui/pane.tsx';
import { PanelBoundary } from '../../../ui/panel-boundary.tsx';
import { Readout, Readouts } from '../../../ui/readouts.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { canBeSetUp } from '../setup/unusable.ts';
import { DeclareLost } from './declare-lost.tsx';
import { NodeActs } from './node-acts.tsx';
import { NodeCellRow } from './node-cell-row.tsx';
import { NodeBusy, NodeHottest, NodePower, NodeReason, SampleAge } from './node-columns-cells.tsx';
import { Facts, Gpus, SetupEnd, Volumes } from './node-facts.tsx';
import css from './node-page.module.css';
import { NodeTasks } from './node-tasks.tsx';

const NodeCharts = later('NodeCharts', () => import('./node-charts.tsx'));
const LogView = later('LogView', () => import('../../../ui/log/log-view.tsx'));
const NodeEvents = later('NodeEvents', () => import('./node-events.tsx'));

/** One node: what it is, what it does and did, and what can be done with it. It stays when the node goes. */
export function Page() {
  const { workspace = '', cluster: clusterName = '', node: name = '' } = useParams();
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  useCrumbs(
    { label: t('title'), to: addresses.clusters(workspace) },
    { label: clusterName, to: addresses.cluster(workspace, clusterName) },
    { label: name },
  );
  const { data: clusters } = useClusters(workspace);
  const cluster = clusters?.find((one) => one.name.toLowerCase() === clusterName.toLowerCase());
  const { data: nodes } = useNodes(workspace, clusterName);
  const here = nodes?.find((one) => one.name === name || one.uid === name);
  // A node that is here is kept current by its events; one that is not is asked for as it was.
  const {
    data: found,
    error,
    refetch,
  } = useQuery({
    queryKey: [...keys.nodes(workspace, clusterName), 'one', name, here === undefined],
    queryFn: () => client.call('getNode', { params: { workspace, name: clusterName, node: name } }),
    placeholderData: (before) => before,
  });
  const node = useMemo(() => found && (here ? { ...found, ...here, gone: null } : found), [found, here]);
  if (node !== undefined) return <NodeView key={node.uid} node={node} cluster={cluster} />;
  if (error === null) return null;
  if (!isNotFound(error)) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <EmptyState
      whole
      title={t('node.missing', { name })}
      text={t('node.missingText', { cluster: clusterName })}
      action={<LinkButton to={addresses.cluster(workspace, clusterName)}>{t('node.toCluster')}</LinkButton>}
    />
  );
}

interface NodeViewProps {
  node: NodeDetail;
  cluster: Cluster | undefined;
}

function NodeView({ node, cluster }: NodeViewProps) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const since = useMemo(() => Date.parse(node.creationTime), [node.creationTime]);
  return (
    <div className={css.page}>
      <Head node={node} cluster={cluster} />
      {node.gone === null && <Now node={node} />}
      <Sheet className={css.sheet ?? ''}>
        <PaneColumn>
          <PanelBoundary>
            <Suspense fallback={<div className={css.bones} />}>
              <NodeCharts node={node} since={since} />
            </Suspense>
          </PanelBoundary>
          <NodeTasks node={node} />
          {cluster?.nodeSetup !== undefined && <SetupLog node={node} />}
        </PaneColumn>
        <PaneColumn>
          <Pane title={t('node.facts')}>
            <Facts node={node} past={node.gone !== null} />
          </Pane>
          <Gpus node={node} past={node.gone !== null} />
          {node.volumes.length > 0 && <Volumes node={node} />}
          <Suspense>
            <NodeEvents node={node} />
          </Suspense>
        </PaneColumn>
      </Sheet>
    </div>
  );
}

function Head({ node, cluster }: NodeViewProps) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const format = useFormat();
  const { gone } = node;
  return (
    <header className={css.head}>
      <div>
        <div className={css.titleLine}>
          <h1>
            <bdi>{node.name}</bdi>
          </h1>
          {gone === null ? (
            <StateWord state={node.state} />
          ) : (
            <span className={css.gone}>
              <Glyph state="leaving" named={false} />
              {t('node.gone')}
            </span>
          )}
          {node.found?.gpus.some(({ simulated }) => simulated) && <SimTag />}
          <Link to={addresses.cluster(node.workspace, node.cluster)} className={css.cluster}>
            {t('node.of', { cluster: node.cluster })}
          </Link>
        </div>
        {gone !== null && (
          <p role="status" className={css.finding}>
            {t('node.goneText', { time: format.instant(Date.parse(gone.time)), by: gone.by })}{' '}
            <NodeReason node={node} />
          </p>
        )}
        {gone === null && (
          <div className={css.finding}>
            <NodeReason node={node} />
            <DeclareLost node={node} />
          </div>
        )}
        {gone === null && node.state === 'unusable' && canBeSetUp(node) && <SetupEnd node={node} />}
      </div>
      {gone === null && cluster !== undefined && <NodeActs node={node} cluster={cluster} />}
    </header>
  );
}

/** The newest values of a node that is there. */
function Now({ node }: { node: NodeDetail }) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const store = useHeat(node.clusterUid);
  const of = { node, store, gpusEach: node.found?.gpus.length ?? 0 };
  return (
    <Readouts label={t('node.now')}>
      <Readout label={t(of.gpusEach === 0 ? 'nodes.cpu' : 'nodes.gpus')} value={<NodeCellRow {...of} />} />
      <Readout label={t('nodes.busy')} value={<NodeBusy {...of} />} />
      {of.gpusEach > 0 && <Readout label={t('node.power')} value={<NodePower {...of} />} />}
      {of.gpusEach > 0 && <Readout label={t('node.hottest')} value={<NodeHottest {...of} />} />}
      <Readout label={t('nodes.age')} value={<SampleAge node={node} store={store} />} />
    </Readouts>
  );
}

function SetupLog({ node }: { node: NodeDetail }) {
  const { t } = useTranslation('clusters');
  const streams = useMemo(
    () => (['stdout', 'stderr'] as const).map((fd) => ({ stream: `node/${node.uid}/setup/${fd}`, label: fd })),
    [node.uid],
  );
  return (
    <div className={css.log}>
      <Suspense>
        <LogView
          title={t('setup.title')}
          name={t('setup.logOf', { name: node.name })}
          streams={streams}
          downloadName={`${node.name}-setup`}
          empty={<EmptyState title={t('setup.empty')} text={t('setup.emptyText')} />}
        />
      </Suspense>
    </div>
  );
}
