/** The fleet at a glance: what there is, what runs, what waits, and what needs a person. */
import type { Activity } from '@trainyard/contracts/activity';
import type { Job } from '@trainyard/contracts/job';
import type { Node } from '@trainyard/contracts/node';
import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useActivity } from '../../live/activity.ts';
import { useNow } from '../../live/connection.ts';
import type { FirstAsk } from '../../live/first-answers.ts';
import { latestEventsQuestion } from '../../live/latest-events.ts';
import { jobsQuestion, useClusters, useJobs, useNodesOfAll } from '../../live/questions.ts';
import { useWorkspaceVitals } from '../../live/vitals.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { next, soon } from '../../ui/later.ts';
import { PaneColumn, Sheet } from '../../ui/pane.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { EmptyWorkspace } from './empty-workspace.tsx';
import { FleetPane } from './fleet-pane.tsx';
import { Feed, readerOf, useFleetStores } from './fleet-stores.tsx';
import { sumNodes } from './fleet-sums.ts';
import { RunningPane, WaitingPane } from './jobs-panes.tsx';
import { jobKey, needsOf } from './needs.ts';
import { NeedsPane } from './needs-pane.tsx';
import css from './overview-page.module.css';
import { ReadoutStrip } from './readout-strip.tsx';

// Its sentences are those of all events: a file that other pages do without.
const latestPane = import('./latest-pane.tsx');
const LatestPane = soon('LatestPane', () => latestPane);
// Below what is looked at first.
const GpuTimePane = next('GpuTimePane', () => import('./gpu-time-pane.tsx'));
const QueueDepthPane = next('QueueDepthPane', () => import('./queue-depth-pane.tsx'));

/** What the page is drawn with, once. What could not be fetched says so in its place. */
export const ready = latestPane.catch(() => undefined);

interface JobsOf {
  /** Undefined before the first answer. */
  jobs: Job[] | undefined;
  /** True when the list has pages that are not loaded. */
  more: boolean;
  /** Words: exact up to a page, then "100+". */
  total: string;
  query: ReturnType<typeof useJobs>;
}

function useJobsIn(workspace: string, state: string): JobsOf {
  const query = useJobs(workspace, { state });
  const { data } = query;
  const { count } = useFormat();
  const jobs = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  const more = data?.pages.at(-1)?.next != null;
  return { jobs, more, total: `${count(jobs?.length ?? 0)}${more ? '+' : ''}`, query };
}

const states = { running: 'running,terminating', waiting: 'queued', failed: 'failed' };

export const ask: FirstAsk = (queries, { workspace = '' }) => [
  ...[...Object.values(states).map((state) => ({ state })), {}].map((filter) =>
    queries.prefetchInfiniteQuery(jobsQuestion(workspace, filter)),
  ),
  queries.prefetchQuery(latestEventsQuestion(workspace)),
];

const nobody: readonly Job[] = [];
const noReceipts: Activity['preemptions'] = [];

export function Page() {
  const { t } = useTranslation('overview');
  const { workspace = '' } = useParams();
  useCrumbs({ label: t('title') });
  const clusters = useClusters(workspace);
  const running = useJobsIn(workspace, states.running);
  const waiting = useJobsIn(workspace, states.waiting);
  const failed = useJobsIn(workspace, states.failed);
  const newest = useJobs(workspace, {}).data?.pages[0]?.items;
  const broken = [clusters, running.query, waiting.query].find(({ data, error }) => error && data === undefined);
  if (broken) return <ErrorState error={broken.error} onRetry={broken.refetch} />;
  if (clusters.data === undefined || running.jobs === undefined || waiting.jobs === undefined)
    return <div className={css.bones} aria-hidden="true" />;
  const isEmpty = clusters.data.length === 0 && newest?.length === 0;
  if (isEmpty) return <EmptyWorkspace workspace={workspace} />;
  return <Glance workspace={workspace} clusters={clusters.data} {...{ running, waiting, failed, newest }} />;
}

interface GlanceProps {
  workspace: string;
  clusters: NonNullable<ReturnType<typeof useClusters>['data']>;
  running: JobsOf;
  waiting: JobsOf;
  failed: JobsOf;
  newest: readonly Job[] | undefined;
}

function Glance({ workspace, clusters, running, waiting, failed, newest = nobody }: GlanceProps) {
  const { t } = useTranslation('overview');
  const names = useMemo(() => clusters.map(({ name }) => name), [clusters]);
  const nodes = useNodesOfAll(workspace, names);
  const [stores, onStore] = useFleetStores();
  const queued = waiting.jobs ?? nobody;
  const vitals = useWorkspaceVitals(workspace);
  const { data: activity } = useActivity(workspace, waiting.total);
  const needs = useNeeds({
    ...{ clusters, nodes, vitals },
    waiting: queued,
    failed: failed.jobs ?? nobody,
    running: running.jobs ?? nobody,
    preemptions: activity?.preemptions ?? noReceipts,
  });
  const taken = useMemo(() => new Set([...newest, ...(failed.jobs ?? nobody)].map(jobKey)), [newest, failed.jobs]);
  const waitingBy = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { cluster } of queued) if (cluster) counts.set(cluster.name, (counts.get(cluster.name) ?? 0) + 1);
    return counts;
  }, [queued]);
  /** Read by every render of the strip: once a second. */
  const sum = () => {
    const readers = new Map(clusters.map(({ uid, name }) => [name, readerOf(stores[uid])]));
    const all = nodes.flatMap((list) => list ?? []);
    const clusterOf = new Map(all.map(({ uid, cluster }) => [uid, cluster]));
    return sumNodes(all, (metric, device, node) => readers.get(clusterOf.get(node) ?? '')?.(metric, device, node));
  };
  const oldest = waiting.more ? undefined : queued.at(-1);
  const figures = {
    running: running.total,
    runningNodes: (running.jobs ?? nobody).reduce((total, { nodeCount }) => total + nodeCount, 0),
    waiting: waiting.total,
    oldest: oldest === undefined ? null : Date.parse(oldest.creationTime),
    next: Math.min(...queued.flatMap(({ forecast }) => (forecast ? [forecast.p50] : [])), Number.POSITIVE_INFINITY),
    stuck: needs.filter(({ kind }) => kind === 'stuck').length,
  };
  return (
    <>
      {clusters.map(
        ({ uid, currentNodeCount }) => currentNodeCount > 0 && <Feed key={uid} uid={uid} onStore={onStore} />,
      )}
      <h1 className="visually-hidden">{t('title')}</h1>
      <ReadoutStrip clusters={clusters} sum={sum} jobs={figures} activity={activity} />
      <Sheet className={css.sheet}>
        <PaneColumn className={css.column}>
          <FleetPane workspace={workspace} clusters={clusters} nodes={nodes} stores={stores} waiting={waitingBy} />
          <RunningPane workspace={workspace} jobs={running.jobs ?? nobody} total={running.total} clusters={clusters} />
          {queued.length > 0 && (
            <WaitingPane workspace={workspace} jobs={queued} total={waiting.total} clusters={clusters} />
          )}
          <Suspense>
            <LatestPane workspace={workspace} />
          </Suspense>
        </PaneColumn>
        <PaneColumn className={`${css.column} ${css.needs}`}>
          <NeedsPane
            workspace={workspace}
            needs={needs}
            complete={failed.jobs !== undefined && nodes.every((list) => list !== undefined)}
            error={failed.jobs === undefined ? failed.query.error : null}
            taken={taken}
          />
          <Suspense>
            <GpuTimePane workspace={workspace} running={running.total} />
            <QueueDepthPane activity={activity} />
          </Suspense>
        </PaneColumn>
      </Sheet>
    </>
  );
}

interface Fleet extends Pick<Parameters<typeof needsOf>[0], 'running' | 'vitals' | 'preemptions'> {
  clusters: GlanceProps['clusters'];
  nodes: readonly (Node[] | undefined)[];
  waiting: readonly Job[];
  failed: readonly Job[];
}

/** Looks again each minute: what is a day old drops out without any event. */
function useNeeds({ clusters, nodes, waiting, failed, running, vitals, preemptions }: Fleet) {
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  return useMemo(() => {
    const all = nodes.flatMap((list) => list ?? []);
    return needsOf({ clusters, nodes: all, waiting, failed, running, vitals, preemptions, now: minute });
  }, [clusters, nodes, waiting, failed, running, vitals, preemptions, minute]);
}
