import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { budgetOf } from '../../../live/freshness.ts';
import { useLatest } from '../../../live/series.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { MiniChart } from '../../../ui/chart/mini-chart.tsx';
import { lineOf, sourceOf } from '../../../ui/chart/series-line.ts';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import { Reading, useFreshness } from '../../../ui/freshness.tsx';
import css from './gpu-panel.module.css';
import type { GpuQuantity } from './gpu-panel.tsx';

interface GpuChartProps {
  store: SeriesStore;
  nodeUid: string;
  uuid: string;
  quantity: GpuQuantity;
  /** Short, above the chart. */
  label: string;
  /** In full, for those who do not see where it stands. */
  name: string;
  /** Nothing more comes, so nothing ages. */
  over: boolean;
}

/** One GPU: what is asked for as a line and a number, and below it power and temperature. */
export function GpuChart({ store, nodeUid, uuid, quantity, label, name, over }: GpuChartProps) {
  const { metric, unit, topOf } = quantity;
  const { t } = useTranslation('ui');
  const say = useUnit();
  const latest = useLatest(store, metric, uuid, nodeUid);
  const power = useLatest(store, 'gpu.power', uuid, nodeUid);
  const heat = useLatest(store, 'gpu.temperature', uuid, nodeUid);
  const total = useLatest(store, topOf ?? metric, uuid, nodeUid);
  const budgetMs = budgetOf(metric, store.watchedSince, connection.now());
  const { freshness } = useFreshness(over ? undefined : latest?.at, budgetMs);
  const line = useMemo(
    () => lineOf(store, { metric, device: uuid, nodeUid }, name, '--h6'),
    [store, metric, uuid, nodeUid, name],
  );
  const source = useMemo(() => sourceOf(store), [store]);
  const top = unit === 'percent' ? 100 : topOf !== undefined ? total?.value : undefined;
  const { windowMs, since } = store.options;
  return (
    <div className={`${css.gpu} ${freshness === 'current' ? '' : css.stale}`}>
      <div className={css.line}>
        <span>{label}</span>
        <Reading
          compact
          className={css.value}
          value={latest && say(latest.value, unit)}
          at={over ? undefined : latest?.at}
          budgetMs={budgetMs}
        />
      </div>
      <MiniChart className={css.chart} {...{ line, source, windowMs, since, unit, top }} />
      <div className={`${css.line} ${css.foot}`}>
        <span>{power ? say(power.value, 'watts') : t('na')}</span>
        <span>{heat ? say(heat.value, 'celsius') : t('na')}</span>
      </div>
    </div>
  );
}
