import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { budgetOf, freshnessOf } from '../../../live/freshness.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import type { ChartSource } from '../../../ui/chart/chart-source.ts';
import { paintOn } from '../../../ui/chart/painter.ts';
import { timeView } from '../../../ui/chart/time-view.ts';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import type { GpuRow } from './gpu-grid.ts';
import css from './gpu-panel.module.css';
import { type GpuQuantity, meanOf } from './gpu-quantities.ts';

interface NodeMeanProps {
  store: SeriesStore;
  source: ChartSource;
  row: GpuRow;
  quantity: GpuQuantity;
  over: boolean;
}

/** The mean of a node's GPUs: by their newest values as long as these count, or over the stretch that was chosen. */
export function NodeMean({ store, source, row, quantity, over }: NodeMeanProps) {
  const { t } = useTranslation('jobs');
  const say = useUnit();
  const mean = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const { metric, unit } = quantity;
    return paintOn(source, () => {
      const { range } = timeView.snapshot();
      const now = connection.now();
      const budgetMs = budgetOf(metric, store.watchedSinceOf(row.nodeUid), now);
      let worst = 0;
      const values = row.gpus.map(({ uuid }) => {
        const series = store.find(metric, uuid, row.nodeUid);
        if (range !== null) return meanOf(series?.points(...range).value ?? []) ?? null;
        const ageMs = over || !series?.latest ? 0 : now - series.latest.at;
        worst = Math.max(worst, ageMs);
        return freshnessOf(ageMs, budgetMs) === 'gone' ? null : (series?.latest?.value ?? null);
      });
      const value = meanOf(values);
      const text = values.length < 2 || value === undefined ? '' : t('charts.gpu.mean', { value: say(value, unit) });
      if (mean.current === null) return;
      mean.current.dataset.freshness = freshnessOf(worst, budgetMs);
      if (mean.current.textContent !== text) mean.current.textContent = text;
    });
  }, [store, source, row, quantity, over, t, say]);
  return <span ref={mean} className={css.mean} />;
}
