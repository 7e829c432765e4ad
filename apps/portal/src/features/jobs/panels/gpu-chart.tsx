import type { Metric } from '@trainyard/contracts/series-frame';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { budgetOf, freshnessOf } from '../../../live/freshness.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { valueAt } from '../../../ui/chart/chart-data.ts';
import type { ChartSource } from '../../../ui/chart/chart-source.ts';
import { timeCrosshair } from '../../../ui/chart/crosshair.ts';
import { marksOfRank } from '../../../ui/chart/marks.ts';
import { MiniChart, type Painted } from '../../../ui/chart/mini-chart.tsx';
import { lineOf } from '../../../ui/chart/series-line.ts';
import { timeView } from '../../../ui/chart/time-view.ts';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import { setText } from '../../../ui/set-text.ts';
import { useFormat } from '../../../ui/use-format.ts';
import css from './gpu-panel.module.css';
import { type GpuQuantity, meanOf, type Standing } from './gpu-quantities.ts';

interface GpuChartProps {
  store: SeriesStore;
  source: ChartSource;
  nodeUid: string;
  uuid: string;
  /** Who has it to itself: what is found of others is not marked here. */
  rank: number | null;
  quantity: GpuQuantity;
  standing: Standing;
  /** Short, above the chart. */
  label: string;
  /** In full, for those who do not see where it stands. */
  name: string;
  /** Nothing more comes, so nothing ages. */
  over: boolean;
}

/** One GPU: what is asked for as a line and a number, and below it power and temperature. Its numbers are written as it is painted. */
export function GpuChart(props: GpuChartProps) {
  const { store, source: whole, nodeUid, uuid, rank, quantity, standing, label, name, over } = props;
  const { t } = useTranslation('jobs');
  const line = useMemo(
    () => lineOf(store, { metric: quantity.metric, device: uuid, nodeUid }, name, '--h6'),
    [store, quantity, uuid, nodeUid, name],
  );
  const source = useMemo(() => ({ ...whole, marks: () => marksOfRank(whole.marks?.() ?? [], rank) }), [whole, rank]);
  const tile = useRef<HTMLDivElement>(null);
  const write = useWriter(tile, { store, nodeUid, uuid, quantity, over });
  const { windowMs, since } = store.options;
  return (
    <div ref={tile} className={css.gpu} title={name}>
      <div className={css.line}>
        <span className={css.label}>{label}</span>
        <span className="visually-hidden" data-of="deviates" />
        <span className={css.value} data-of="value" />
        <span className={css.age} data-of="age" />
      </div>
      <MiniChart
        className={css.chart}
        {...{ line, source, windowMs, since }}
        unit={quantity.unit}
        top={standing.top}
        deviates={() => standing.deviates(uuid)}
        onPaint={(painted) => {
          const deviates = standing.deviates(uuid);
          const { current } = tile;
          if (current) current.dataset.deviates = String(deviates);
          setText(current, 'deviates', deviates ? t('charts.gpu.deviates') : '');
          write(painted);
        }}
      />
      <div className={`${css.line} ${css.foot}`}>
        <span data-of="left" />
        <span data-of="right" />
      </div>
    </div>
  );
}

type WriterProps = Pick<GpuChartProps, 'store' | 'nodeUid' | 'uuid' | 'quantity' | 'over'>;

/** Writes the numbers of a tile: of the chosen stretch, else of the instant pointed at, else the newest with their age. */
function useWriter(tile: React.RefObject<HTMLDivElement | null>, props: WriterProps): (painted: Painted) => void {
  const { store, nodeUid, uuid, quantity, over } = props;
  const { t } = useTranslation('ui');
  const say = useUnit();
  const format = useFormat();
  const { metric, unit } = quantity;
  const feet =
    metric === 'gpu.power'
      ? (['gpu.utilisation', 'gpu.temperature'] as const)
      : metric === 'gpu.temperature'
        ? (['gpu.utilisation', 'gpu.power'] as const)
        : (['gpu.power', 'gpu.temperature'] as const);
  const unitOf = { 'gpu.power': 'watts', 'gpu.temperature': 'celsius', 'gpu.utilisation': 'percent' } as const;
  return ({ span }) => {
    const element = tile.current;
    if (element === null) return;
    const { range } = timeView.snapshot();
    const { at } = timeCrosshair.snapshot();
    const pointed = at !== null && at >= span[0] && at <= span[1] ? at : null;
    const then = (of: Metric): number | null | undefined => {
      const series = store.find(of, uuid, nodeUid);
      if (range !== null) return meanOf(series?.points(...range).value ?? []);
      const reach = Math.max((span[1] - span[0]) / 50, 3_000);
      return pointed === null || !series
        ? undefined
        : valueAt(series.points(pointed - 2 * reach, pointed + 2 * reach), pointed, reach);
    };
    const write = (value: string, age: string, left: string, right: string, freshness: string): void => {
      element.dataset.freshness = freshness;
      setText(element, 'value', value);
      setText(element, 'age', age);
      setText(element, 'left', left);
      setText(element, 'right', right);
    };
    const saying = (value: number | null | undefined, as: typeof unit) => (value == null ? t('na') : say(value, as));
    if (range !== null || pointed !== null) {
      const [left, right] = feet.map((of) => saying(then(of), unitOf[of])) as [string, string];
      return write(saying(then(metric), unit), '', left, right, 'current');
    }
    const latest = store.latest(metric, uuid, nodeUid);
    const ageMs = latest === undefined || over ? 0 : connection.now() - latest.at;
    const freshness = freshnessOf(ageMs, budgetOf(metric, store.watchedSinceOf(nodeUid), connection.now()));
    if (latest !== undefined && freshness === 'gone') {
      const last = `${t('last')} ${say(latest.value, unit)}`;
      return write(t('na'), '', last, t('at', { time: format.clock(latest.at) }), freshness);
    }
    const age = freshness === 'old' ? t('old', { age: format.duration(Math.floor(ageMs / 1_000) * 1_000) }) : '';
    const [left, right] = feet.map((of) => saying(store.latest(of, uuid, nodeUid)?.value, unitOf[of])) as [
      string,
      string,
    ];
    write(saying(latest?.value, unit), age, left, right, freshness);
  };
}
