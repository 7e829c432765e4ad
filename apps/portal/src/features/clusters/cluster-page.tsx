import { Tab, Tabs } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useHeat } from '../../live/heat.ts';
import { useClusters, useNodes } from '../../live/questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { later } from '../../ui/later.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { PanelBoundary } from '../../ui/panel-boundary.tsx';
import css from './cluster.module.css';
import { designOf } from './design/design-of.ts';
import { HeadPanel } from './panels/head-panel.tsx';
import { LivePanel } from './panels/live-panel.tsx';
import { ReadoutsPanel } from './panels/readouts-panel.tsx';
import { useClusterJobs } from './use-cluster-jobs.ts';

const QueuePanel = later('QueuePanel', () => import('./panels/queue-panel.tsx'));
const QueuesPane = later('QueuesPane', () => import('./scheduling/queues-pane.tsx'));
const ScalingPanel = later('ScalingPanel', () => import('./scheduling/scaling-panel.tsx'));
const ReservationsPanel = later('ReservationsPanel', () => import('./scheduling/reservations-panel.tsx'));
const SetupPanel = later('SetupPanel', () => import('./setup/setup-panel.tsx'));
const UnusablePanel = later('UnusablePanel', () => import('./setup/unusable-panel.tsx'));
const EventList = later('EventList', () => import('../../ui/event-list/event-list.tsx'));
const YamlView = later('YamlView', () => import('../../ui/form/yaml-view.tsx'));

const tabs = ['live', 'queue', 'scaling', 'reservations', 'setup', 'events', 'design'] as const;
type TabName = (typeof tabs)[number];

const noNodes: readonly Node[] = [];

/** One cluster: what it has, what it does, and what can be done with it. */
export function Page() {
  const { workspace = '', cluster: name = '' } = useParams();
  const { t } = useTranslation('clusters');
  const { data: clusters, error, refetch } = useClusters(workspace);
  const found = clusters?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    if (found) setSeen(found.name);
  }, [found]);
  useCrumbs({ label: t('title'), to: addresses.clusters(workspace) }, { label: found?.name ?? name });
  if (found !== undefined) return <ClusterView key={found.uid} cluster={found} />;
  if (clusters === undefined) return error === null ? null : <ErrorState error={error} onRetry={refetch} />;
  const gone = seen?.toLowerCase() === name.toLowerCase();
  return (
    <div role={gone ? 'status' : undefined}>
      <EmptyState
        whole
        title={t(gone ? 'page.gone' : 'page.missing', { name })}
        text={t(gone ? 'page.goneText' : 'page.missingText')}
        action={<LinkButton to={addresses.clusters(workspace)}>{t('page.back')}</LinkButton>}
      />
    </div>
  );
}

function ClusterView({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('clusters');
  const [search] = useSearchParams();
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'live';
  const nodesAnswer = useNodes(cluster.workspace, cluster.name, cluster.provisioningState === 'deleting');
  const nodes = nodesAnswer.data ?? noNodes;
  const unusable = nodes.some(({ state }) => state === 'unusable');
  const jobs = useClusterJobs(cluster);
  const store = useHeat(cluster.uid);
  return (
    <div className={css.page}>
      <HeadPanel cluster={cluster} nodes={nodes} jobs={jobs} />
      {unusable && (
        <Suspense>
          <UnusablePanel nodes={nodes} />
        </Suspense>
      )}
      <ReadoutsPanel cluster={cluster} nodes={nodesAnswer.data} jobs={jobs} store={store} />
      <ClusterTabs tab={tab} waiting={jobs.waitingWords} />
      <div className={css.panel} role="tabpanel" aria-label={t(`tab.${tab}`)}>
        <PanelBoundary key={tab}>
          <Suspense>
            {tab === 'live' && <LivePanel cluster={cluster} answer={nodesAnswer} store={store} jobs={jobs} />}
            {tab === 'queue' && (
              <div className={css.queue}>
                {/* One queue that is not limited has nothing to show that its jobs do not. */}
                {cluster.scheduling.queues.length > 0 && <QueuesPane cluster={cluster} />}
                <QueuePanel cluster={cluster} jobs={jobs} />
              </div>
            )}
            {tab === 'scaling' && <ScalingPanel cluster={cluster} />}
            {tab === 'reservations' && <ReservationsPanel cluster={cluster} />}
            {tab === 'setup' && <SetupPanel cluster={cluster} nodes={nodes} />}
            {tab === 'events' && <EventList topic={`cluster:${cluster.uid}`} />}
            {tab === 'design' && (
              <YamlView title={t('tab.design')} value={designOf(cluster)} className={css.fill ?? ''} />
            )}
          </Suspense>
        </PanelBoundary>
      </div>
    </div>
  );
}

function ClusterTabs({ tab, waiting }: { tab: TabName; waiting: string }) {
  const { t } = useTranslation('clusters');
  return (
    <Tabs value={tab} className={css.tabs ?? ''} variant="scrollable" scrollButtons={false} aria-label={t('page.tabs')}>
      {tabs.map((one) => (
        <Tab
          key={one}
          value={one}
          component={Link}
          to={one === 'live' ? '?' : `?tab=${one}`}
          label={
            one === 'queue' && waiting !== '0'
              ? t('page.counted', { tab: t('tab.queue'), number: waiting })
              : t(`tab.${one}`)
          }
        />
      ))}
    </Tabs>
  );
}
