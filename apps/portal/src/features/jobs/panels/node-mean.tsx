import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeriesStore } from '../../../live/series-store.ts';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import type { GpuRow } from './gpu-grid.ts';
import css from './gpu-panel.module.css';
import type { GpuQuantity } from './gpu-panel.tsx';

/** The mean of a node's GPUs by their newest values. */
export function NodeMean({ store, row, quantity }: { store: SeriesStore; row: GpuRow; quantity: GpuQuantity }) {
  const { t } = useTranslation('jobs');
  const say = useUnit();
  const text = useSyncExternalStore(store.onFrame, () => {
    const values = row.gpus.flatMap(({ uuid }) => store.latest(quantity.metric, uuid, row.nodeUid)?.value ?? []);
    if (values.length < 2) return '';
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return t('charts.gpu.mean', { value: say(mean, quantity.unit) });
  });
  return <span className={css.mean}>{text}</span>;
}
