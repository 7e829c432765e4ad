import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { budgets, freshnessOf } from '../../../live/freshness.ts';
import { useSeries, useSeriesState } from '../../../live/series.ts';
import { Readout } from '../../../ui/readouts.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { placementOf } from '../job-facts.ts';
import type { PanelProps } from './panel.ts';
import { optionsOf } from './series-window.ts';

/** How busy the GPUs of the attempt under way are, all together. Absent for a job without GPUs. */
export function GpuReadout({ job, attempts }: PanelProps) {
  const last = attempts.at(-1);
  const count = last?.tasks.reduce((sum, { gpuIds }) => sum + gpuIds.length, 0) ?? 0;
  if (last === undefined || count === 0) return null;
  return <Busy job={job} attempts={attempts} count={count} last={last} />;
}

type BusyProps = PanelProps & { count: number; last: PanelProps['attempts'][number] };

function Busy({ job, attempts, count, last }: BusyProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  // Renewed each second; the samples come as often.
  const now = useNow();
  // The window that the charts below open with: both then share one store.
  const options = useMemo(() => optionsOf(job, attempts, '5'), [job, attempts]);
  const { series } = useSeriesState(useSeries({ job: job.uid }, options));
  const label = t('jobs:page.readouts.ranks', { count });
  const nodes = new Set(placementOf(last).nodes.map(({ uid }) => uid));
  const samples = series.flatMap(({ head, latest }) => {
    if (head.metric !== 'gpu.utilisation' || !nodes.has(head.nodeUid) || latest === undefined) return [];
    const freshness = freshnessOf(now - latest.at, budgets.gpu);
    return freshness === 'gone' ? [] : [{ ...latest, freshness, source: head.source }];
  });
  if (samples.length === 0) {
    return (
      <Readout label={label} value={t('ui:na')}>
        {t('jobs:page.readouts.noSamples')}
      </Readout>
    );
  }
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
  const oldest = Math.min(...samples.map(({ at }) => at));
  const old = samples.some(({ freshness }) => freshness === 'old');
  return (
    <Readout
      label={label}
      aside={samples.some(({ source }) => source === 'simulated') ? <SimTag /> : undefined}
      value={format.quantity(Math.round(mean), '')}
      unit={t('jobs:page.readouts.percent')}
      stale={old ? t('jobs:page.readouts.old', { age: format.duration(now - oldest) }) : undefined}
    >
      {samples.length === 1
        ? t('jobs:page.readouts.oneGpu')
        : t('jobs:page.readouts.meanOf', { count: samples.length })}
    </Readout>
  );
}
