import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import type { HeatStore } from '../../../live/heat-store.ts';
import { devicesOf, readingOf } from '../../../ui/heat/cells.ts';
import { Readout, Readouts } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from '../cluster.module.css';
import { gpuSum, scaleOf } from '../facts.ts';
import { NodeCounts } from '../node-counts.tsx';
import type { ClusterJobs } from '../use-cluster-jobs.ts';

interface ReadoutsPanelProps {
  cluster: Cluster;
  /** Undefined until they are known: the numbers are then n/a. */
  nodes: readonly Node[] | undefined;
  jobs: ClusterJobs;
  store: HeatStore | null;
}

/** The numbers of a cluster. */
export function ReadoutsPanel({ cluster, nodes, jobs, store }: ReadoutsPanelProps) {
  const { t } = useTranslation(['clusters', 'ui']);
  return (
    <Readouts label={t('readout.label')}>
      <Nodes cluster={cluster} />
      <Gpus cluster={cluster} nodes={nodes} />
      <Busy cluster={cluster} nodes={nodes} store={store} />
      <Readout label={t('readout.waiting')} value={jobs.loaded ? jobs.waitingWords : t('ui:na')}>
        {jobs.loaded && t('readout.running', { count: jobs.running.length })}
      </Readout>
      <Price cluster={cluster} />
    </Readouts>
  );
}

/** What its nodes cost this hour; n/a where the operator has set no price. */
function Price({ cluster: { price, currentNodeCount: count } }: { cluster: Cluster }) {
  const { t } = useTranslation(['clusters', 'ui']);
  const format = useFormat();
  const label = t('scheduling.price.now');
  if (price === null) {
    return (
      <Readout label={label} value={t('ui:na')}>
        {t('scheduling.price.none')}
      </Readout>
    );
  }
  const each = format.money(price.perNodeHour, price.currency);
  return (
    <Readout
      label={label}
      value={format.money(price.perNodeHour * count, price.currency)}
      unit={t('scheduling.price.perHour')}
    >
      {t('scheduling.price.ofNodes', { count, each })}
    </Readout>
  );
}

/** How many nodes there are between the least and the most there may be. */
function Nodes({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation(['clusters', 'ui']);
  const format = useFormat();
  const { currentNodeCount: current, targetNodeCount: target } = cluster;
  const scale = scaleOf(cluster);
  const [least, most] = scale.kind === 'auto' ? [scale.least, scale.most] : [scale.count, scale.count];
  const range = { least: format.count(least), most: format.count(most) };
  const full = Math.max(most, current, target, 1);
  return (
    <Readout
      label={t('readout.nodes')}
      aside={scale.kind === 'auto' ? t('readout.range', range) : t('scaling.fixed', { count: scale.count })}
      value={format.count(current)}
      {...(current === target ? {} : { unit: t('readout.goingTo', { target: format.count(target) }) })}
    >
      <span className={css.scaleLine}>
        <svg className={css.scale} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect className={css.track} x="0" y="3" width="100" height="2" />
          <rect className={css.fillBar} x="0" y="2.5" width={(100 * current) / full} height="3" />
          {least > 0 && (
            <rect className={css.tick} x={Math.min(99, (100 * least) / full)} y="0" width="0.75" height="8" />
          )}
          {target !== current && (
            <rect className={css.tick} x={Math.min(99, (100 * target) / full)} y="0" width="0.75" height="8" />
          )}
        </svg>
        <NodeCounts cluster={cluster} />
      </span>
    </Readout>
  );
}

function Gpus({ cluster, nodes }: Pick<ReadoutsPanelProps, 'cluster' | 'nodes'>) {
  const { t } = useTranslation(['clusters', 'ui']);
  const format = useFormat();
  const { held, total, unknown, simulated } = gpuSum(nodes ?? []);
  const promised = findNodeSize(cluster.vmSize)?.gpus ?? 0;
  if (promised === 0 && total === 0) {
    return (
      <Readout label={t('readout.gpus')} value={t('noGpus')}>
        {t('readout.noGpus')}
      </Readout>
    );
  }
  if (nodes === undefined) return <Readout label={t('readout.gpus')} value={t('ui:na')} />;
  const notes = [
    unknown > 0 ? t('unknownGpus', { number: unknown }) : t('readout.free', { count: total - held }),
    ...(simulated > 0 ? [t('readout.simulated', { count: simulated })] : []),
  ];
  return (
    <Readout
      label={t('readout.gpus')}
      value={format.count(held)}
      unit={t('readout.of', { total: format.count(total) })}
    >
      {notes.join(', ')}
    </Readout>
  );
}

/** How much of what jobs hold is at work this second. */
function Busy({ cluster, nodes, store }: Omit<ReadoutsPanelProps, 'jobs'>) {
  const { t } = useTranslation(['clusters', 'ui']);
  const format = useFormat();
  const now = useNow();
  const devices = useMemo(() => {
    const gpus = findNodeSize(cluster.vmSize)?.gpus ?? 0;
    return (nodes ?? []).flatMap((node) => devicesOf(node, gpus));
  }, [nodes, cluster.vmSize]);
  let [held, total] = [0, 0];
  for (const device of devices) {
    const reading = readingOf(store, device, 'use', now);
    if (reading.kind !== 'value') continue;
    held += 1;
    total += reading.value;
  }
  const mean = held === 0 ? null : Math.round(total / held);
  const cpu = devices.every(({ gpu }) => gpu === null) && devices.length > 0;
  return (
    <Readout
      label={t(cpu ? 'readout.busyCpu' : 'readout.busy')}
      value={mean === null ? t('ui:na') : format.percent(mean)}
    >
      {nodes === undefined
        ? null
        : held === 0
          ? t('readout.nothingHeld')
          : t(cpu ? 'readout.meanOfNodes' : 'readout.meanOfGpus', { count: held })}
    </Readout>
  );
}
