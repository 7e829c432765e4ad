import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { useVitals } from '../../../live/vitals.ts';
import { useFormat } from '../../../ui/use-format.ts';
import css from './spark-cell.module.css';

const [width, height] = [56, 16];

/** A line through minutes; what was not sampled is a gap. */
export function sparkPath(values: readonly (number | null)[]): string {
  const step = (width - 4) / Math.max(1, values.length - 1);
  let drawing = false;
  return values
    .map((value, at) => {
      if (value === null) {
        drawing = false;
        return '';
      }
      const point = `${drawing ? 'L' : 'M'}${(1 + at * step).toFixed(1)} ${(height - 2 - (value / 100) * (height - 4)).toFixed(1)}`;
      drawing = true;
      return point;
    })
    .join('');
}

/** How busy the GPUs of a job were in the last hour. */
export function SparkCell({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const vitals = useVitals(job);
  if (vitals === null || vitals.gpuHour.every((value) => value === null)) return null;
  const { gpuHour, gpuBusy } = vitals;
  const words =
    gpuBusy === null ? t('list.gpuUnknown') : t('list.gpuNow', { busy: format.percent(Math.round(gpuBusy)) });
  const end = gpuHour.at(-1) ?? null;
  return (
    <svg width={width} height={height} role="img" aria-label={words} className={css.spark}>
      <title>{words}</title>
      <path d={sparkPath(gpuHour)} />
      {end !== null && <circle cx={width - 3} cy={height - 2 - (end / 100) * (height - 4)} r="1.8" />}
    </svg>
  );
}
