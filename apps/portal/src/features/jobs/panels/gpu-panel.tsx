/** The GPUs of a job, a small chart each, all on one scale: what deviates is seen. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { ChartLine as ChartIcon, Download, Table2, Undo2 } from 'lucide-react';
import { useCallback, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodes } from '../../../live/questions.ts';
import { useSeries, useSeriesState } from '../../../live/series.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { valueAt } from '../../../ui/chart/chart-data.ts';
import type { ChartLine, ChartSource } from '../../../ui/chart/chart-source.ts';
import { ChartTable } from '../../../ui/chart/chart-table.tsx';
import { CrossKeys } from '../../../ui/chart/cross-keys.tsx';
import { CrosshairClock } from '../../../ui/chart/crosshair-clock.tsx';
import { downloadCsv } from '../../../ui/chart/download-csv.ts';
import type { Pointed } from '../../../ui/chart/pointing.ts';
import { lineOf, sourceOf } from '../../../ui/chart/series-line.ts';
import { boundsOf, shownSpan } from '../../../ui/chart/shown-span.ts';
import { Tool } from '../../../ui/chart/time-chart.tsx';
import { timeView, useIsZoomed } from '../../../ui/chart/time-view.ts';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Segmented } from '../../../ui/form/segmented.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { isOver } from '../job-facts.ts';
import { chooseWindow, useWindowChoice } from './chosen-window.ts';
import { roomFor } from './gpu-bones.tsx';
import { GpuChart } from './gpu-chart.tsx';
import { type GpuRow, gpuRows } from './gpu-grid.ts';
import css from './gpu-panel.module.css';
import {
  type GpuQuantity,
  meanOf,
  type QuantityName,
  quantities,
  quantityNames,
  type Standing,
  standingOf,
} from './gpu-quantities.ts';
import { NodeMean } from './node-mean.tsx';
import { optionsOf, type WindowChoice, windowChoices } from './series-window.ts';
import { useJobMarks } from './use-job-marks.ts';

export interface JobChartsProps {
  job: Job;
  attempts: readonly Attempt[];
}

export function GpuPanel({ job, attempts }: JobChartsProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const [quantity, setQuantity] = useState<QuantityName>('busy');
  const [asTable, setAsTable] = useState(false);
  const choice = useWindowChoice();
  const options = useMemo(() => optionsOf(job, attempts, choice), [job, attempts, choice]);
  const store = useSeries(attempts.length > 0 ? { job: job.uid } : null, options);
  const marks = useJobMarks({ job, attempts });
  const source = useMemo(() => store && sourceOf(store, marks), [store, marks]);
  const rows = useRows(job, attempts, store);
  const title = t('jobs:charts.gpu.title');
  const drawn = quantities[quantity];
  const lines = useMemo(() => (store ? linesOf(rows, store, drawn, t) : []), [rows, store, drawn, t]);
  const span = () => (source && store ? shownSpan(source, store.options.windowMs, store.options.since) : null);
  const onDownload = () => {
    const shown = span();
    const name = `${job.name} ${t(`jobs:charts.gpu.${quantity}`)}`;
    if (shown) downloadCsv(name, t('ui:chart.time'), lines, shown, 'time');
  };
  const tools = (
    <>
      <CrosshairClock className={css.crosshair} />
      <Segmented
        small
        label={t('jobs:charts.gpu.quantity')}
        value={quantity}
        onChange={setQuantity}
        options={quantityNames.map((value) => ({ value, label: t(`jobs:charts.gpu.${value}`) }))}
      />
      <WindowSwitch />
      {lines.length > 0 && (
        <span className={css.tools}>
          <BackTool />
          <Tool
            name={asTable ? t('ui:chart.chart') : t('ui:chart.table')}
            icon={asTable ? ChartIcon : Table2}
            onClick={() => setAsTable(!asTable)}
          />
          <Tool name={t('ui:chart.download')} icon={Download} onClick={onDownload} />
        </span>
      )}
    </>
  );
  if (asTable && store && source) {
    return (
      <Pane title={title} tools={tools}>
        <div className={css.table}>
          <ChartTable {...{ title, lines, marks }} unit={drawn.unit} over="time" span={() => span() ?? [0, 1]} />
        </div>
      </Pane>
    );
  }
  return (
    <Pane title={title} tools={tools}>
      <Rows {...{ job, attempts, store, source, rows }} quantity={drawn} />
    </Pane>
  );
}

/** How much of the past the charts of a job show; another choice leaves what was looked at closely. */
function WindowSwitch() {
  const { t } = useTranslation('jobs');
  const value = useWindowChoice();
  const label = (choice: WindowChoice) => (choice === 'all' ? t('charts.gpu.all') : `${choice}\u00a0min`);
  return (
    <Segmented
      small
      label={t('charts.gpu.window')}
      value={value}
      onChange={chooseWindow}
      options={windowChoices.map((choice) => ({ value: choice, label: label(choice) }))}
    />
  );
}

function BackTool() {
  const { t } = useTranslation('ui');
  return useIsZoomed() ? <Tool name={t('chart.back')} icon={Undo2} onClick={() => timeView.zoomTo(null)} /> : null;
}

function useRows(job: Job, attempts: readonly Attempt[], store: SeriesStore | null): GpuRow[] {
  const { series } = useSeriesState(store);
  const nodes = useNodes(job.cluster?.workspace ?? job.workspace, job.cluster?.name ?? '').data;
  return useMemo(
    () =>
      gpuRows(
        series.map(({ head }) => head),
        attempts,
        nodes ?? [],
      ),
    [series, attempts, nodes],
  );
}

type Say = ReturnType<typeof useTranslation<['jobs', 'ui']>>['t'];

/** All GPUs as lines, for a table and a file. */
function linesOf(rows: readonly GpuRow[], store: SeriesStore, { metric }: GpuQuantity, t: Say): ChartLine[] {
  return rows.flatMap(({ nodeUid, name, gpus }) =>
    gpus.map(({ uuid, index }, at) => {
      const device = t('jobs:charts.gpu.device', { index: String(index ?? at) });
      return lineOf(store, { metric, device: uuid, nodeUid }, t('jobs:charts.gpu.of', { node: name, device }), '--h6');
    }),
  );
}

interface RowsProps extends JobChartsProps {
  store: SeriesStore | null;
  source: ChartSource | null;
  rows: GpuRow[];
  quantity: GpuQuantity;
}

function Rows({ job, attempts, store, source, rows, quantity }: RowsProps) {
  const { t } = useTranslation('jobs');
  const { phase, error } = useSeriesState(store);
  if (rows.length > 0 && store !== null && source !== null) {
    return <Multiples over={isOver(job)} {...{ store, source, rows, quantity }} />;
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => store?.retry()} />;
  if (attempts.length === 0) return <EmptyState title={t('charts.gpu.waits')} />;
  const room = roomFor(attempts);
  if (phase === 'loading' && room !== null) return <div style={{ height: room }} />;
  if (room === null) return <EmptyState title={t('charts.gpu.none')} />;
  return <EmptyState title={isOver(job) ? t('charts.gpu.nothing') : t('charts.gpu.starts')} />;
}

interface MultiplesProps {
  store: SeriesStore;
  source: ChartSource;
  rows: GpuRow[];
  quantity: GpuQuantity;
  over: boolean;
}

function Multiples({ store, source, rows, quantity, over }: MultiplesProps) {
  const { t } = useTranslation('jobs');
  const say = useUnit();
  const id = useId();
  const standing = useMemo(() => standingOf(store, rows, quantity), [store, rows, quantity]);
  const pointed = useMemo((): Pointed => {
    const { windowMs, since } = store.options;
    return {
      id,
      span: () => shownSpan(source, windowMs, since),
      bounds: () => boundsOf(source, windowMs, since),
      timeAt: () => undefined,
    };
  }, [id, store, source]);
  const sayAt = useCallback(
    (at: number) => {
      const { metric, unit } = quantity;
      const values = rows.flatMap(({ nodeUid, gpus }) =>
        gpus.map(({ uuid }) => {
          const points = store.find(metric, uuid, nodeUid)?.points(at - 5_000, at + 5_000);
          return points ? (valueAt(points, at, 5_000) ?? null) : null;
        }),
      );
      const mean = meanOf(values);
      return t('charts.gpu.mean', { value: mean === undefined ? '' : say(mean, unit) });
    },
    [rows, store, quantity, say, t],
  );
  return (
    <div className={css.rows}>
      <CrossKeys name={t('charts.gpu.title')} pointed={pointed} say={sayAt} />
      {rows.map((row) => (
        <Row key={row.nodeUid} {...{ row, store, source, quantity, standing }} over={over || row.past} />
      ))}
    </div>
  );
}

interface RowProps extends Omit<MultiplesProps, 'rows'> {
  row: GpuRow;
  standing: Standing;
}

function Row({ row, store, source, quantity, standing, over }: RowProps) {
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
        <NodeMean {...{ store, source, row, quantity, over }} />
      </div>
      <ul className={css.gpus} aria-label={row.name}>
        {row.gpus.map((gpu, at) => {
          const device = t('charts.gpu.device', { index: String(gpu.index ?? at) });
          const label = gpu.rank === null ? device : t('charts.gpu.rank', { rank: String(gpu.rank) });
          return (
            <li key={gpu.uuid}>
              <GpuChart
                {...{ store, source, quantity, standing, over, label }}
                name={t('charts.gpu.of', { node: row.name, device })}
                nodeUid={row.nodeUid}
                uuid={gpu.uuid}
                rank={gpu.rank}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
