/** The GPUs of a job, a small chart each, all on one scale: what deviates is seen. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { Metric } from '@trainyard/contracts/series-frame';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodes } from '../../../live/questions.ts';
import { useSeries, useSeriesState } from '../../../live/series.ts';
import type { SeriesOptions, SeriesStore } from '../../../live/series-store.ts';
import { CrosshairClock } from '../../../ui/chart/crosshair-clock.tsx';
import type { Unit } from '../../../ui/chart/use-unit.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Segmented } from '../../../ui/form/segmented.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { isOver } from '../job-facts.ts';
import { roomFor } from './gpu-bones.tsx';
import { GpuChart } from './gpu-chart.tsx';
import { type GpuRow, gpuRows } from './gpu-grid.ts';
import css from './gpu-panel.module.css';
import { NodeMean } from './node-mean.tsx';
import { optionsOf, type WindowChoice, windowChoices } from './series-window.ts';

/** What a small chart draws of a GPU. */
export interface GpuQuantity {
  metric: Metric;
  unit: Unit;
  /** The metric whose newest value is the top of the scale; absent: 100 of percent, else the most that is shown. */
  topOf?: Metric;
}

const quantities = {
  busy: { metric: 'gpu.utilisation', unit: 'percent' },
  memory: { metric: 'gpu.memory.used', unit: 'bytes', topOf: 'gpu.memory.total' },
  power: { metric: 'gpu.power', unit: 'watts' },
  clock: { metric: 'gpu.clock.sm', unit: 'hertz' },
} as const satisfies Record<string, GpuQuantity>;
type QuantityName = keyof typeof quantities;
const quantityNames = Object.keys(quantities) as QuantityName[];

export interface JobChartsProps {
  job: Job;
  attempts: readonly Attempt[];
}

export function GpuPanel({ job, attempts }: JobChartsProps) {
  const { t } = useTranslation('jobs');
  const [quantity, setQuantity] = useState<QuantityName>('busy');
  const [choice, setChoice] = useState<WindowChoice>('5');
  const options = useMemo(() => optionsOf(job, attempts, choice), [job, attempts, choice]);
  const store = useSeries(attempts.length > 0 ? { job: job.uid } : null, options);
  const tools = (
    <>
      <CrosshairClock className={css.crosshair} />
      <Segmented
        small
        label={t('charts.gpu.quantity')}
        value={quantity}
        onChange={setQuantity}
        options={quantityNames.map((value) => ({ value, label: t(`charts.gpu.${value}`) }))}
      />
      <WindowSwitch value={choice} onChange={setChoice} />
    </>
  );
  return (
    <Pane title={t('charts.gpu.title')} tools={tools}>
      <Rows {...{ job, attempts, store, options }} quantity={quantities[quantity]} />
    </Pane>
  );
}

/** How much of the past the charts of a job show. */
export function WindowSwitch({ value, onChange }: { value: WindowChoice; onChange: (value: WindowChoice) => void }) {
  const { t } = useTranslation('jobs');
  const label = (choice: WindowChoice) => (choice === 'all' ? t('charts.gpu.all') : `${choice}\u00a0min`);
  return (
    <Segmented
      small
      label={t('charts.gpu.window')}
      value={value}
      onChange={onChange}
      options={windowChoices.map((choice) => ({ value: choice, label: label(choice) }))}
    />
  );
}

interface RowsProps extends JobChartsProps {
  store: SeriesStore | null;
  options: SeriesOptions;
  quantity: GpuQuantity;
}

function Rows({ job, attempts, store, quantity }: RowsProps) {
  const { t } = useTranslation('jobs');
  const { phase, error, series } = useSeriesState(store);
  const nodes = useNodes(job.cluster?.workspace ?? job.workspace, job.cluster?.name ?? '').data;
  const rows = useMemo(
    () =>
      gpuRows(
        series.map(({ head }) => head),
        attempts,
        nodes ?? [],
      ),
    [series, attempts, nodes],
  );
  if (rows.length > 0 && store !== null) {
    return (
      <div className={css.rows}>
        {rows.map((row) => (
          <Row key={row.nodeUid} row={row} store={store} quantity={quantity} over={isOver(job) || row.past} />
        ))}
      </div>
    );
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => store?.retry()} />;
  if (attempts.length === 0) return <EmptyState title={t('charts.gpu.waits')} />;
  const room = roomFor(attempts);
  if (phase === 'loading' && room !== null) return <div style={{ height: room }} />;
  if (room === null) return <EmptyState title={t('charts.gpu.none')} />;
  return <EmptyState title={isOver(job) ? t('charts.gpu.nothing') : t('charts.gpu.starts')} />;
}

interface RowProps {
  row: GpuRow;
  store: SeriesStore;
  quantity: GpuQuantity;
  over: boolean;
}

function Row({ row, store, quantity, over }: RowProps) {
  const { t } = useTranslation('jobs');
  const simulated = row.gpus.some((gpu) => gpu.simulated);
  return (
    <div className={css.row}>
      <div className={css.node}>
        <span className={css.name}>
          <bdi>{row.name}</bdi>
          {simulated && <SimTag />}
        </span>
        {row.past && row.attempt !== null && <span>{t('charts.gpu.attempt', { number: String(row.attempt) })}</span>}
        <NodeMean store={store} row={row} quantity={quantity} />
      </div>
      <ul className={css.gpus} aria-label={row.name}>
        {row.gpus.map((gpu, at) => {
          const device = t('charts.gpu.device', { index: String(gpu.index ?? at) });
          const label = gpu.rank === null ? device : t('charts.gpu.rank', { rank: String(gpu.rank) });
          return (
            <li key={gpu.uuid}>
              <GpuChart
                {...{ store, quantity, over, label }}
                name={t('charts.gpu.of', { node: row.name, device })}
                nodeUid={row.nodeUid}
                uuid={gpu.uuid}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
