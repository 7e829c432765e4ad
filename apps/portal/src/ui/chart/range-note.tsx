import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import { summarise } from './chart-data.ts';
import type { ChartLine } from './chart-source.ts';
import css from './time-chart.module.css';
import { useChosenRange } from './time-view.ts';
import { type Unit, useUnit } from './use-unit.ts';

/** What the line of a chart was in the stretch that was chosen; nothing while none is. */
export function RangeNote({ line, unit }: { line: ChartLine; unit: Unit }) {
  const range = useChosenRange();
  const { t } = useTranslation('ui');
  const say = useUnit();
  if (range === null) return null;
  const { value, min, max } = line.points(...range);
  const known = value.filter((one) => one !== null);
  const [least, most] = [summarise(min), summarise(max)];
  if (known.length === 0 || !least || !most) return <span>{t('na')}</span>;
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  const words = { mean: say(mean, unit), min: say(least.min, unit), max: say(most.max, unit) };
  return <span className={css.note}>{t('chart.inRange', words)}</span>;
}

/** The mean of each line over the stretch that was chosen, in words; null while none is. */
export function useRangeMeans(lines: readonly ChartLine[], unit: Unit): (string | null)[] {
  const range = useChosenRange();
  const { t } = useTranslation('ui');
  const say = useUnit();
  return lines.map((line) => {
    if (range === null) return null;
    const known = line.points(...range).value.filter((one) => one !== null);
    return known.length === 0 ? t('na') : say(known.reduce((sum, one) => sum + one, 0) / known.length, unit);
  });
}

/** The stretch that was chosen, in words. */
export function useRangeWords(): string | null {
  const range = useChosenRange();
  const { t } = useTranslation('ui');
  const format = useFormat();
  if (range === null) return null;
  const [from, to] = range;
  return t('chart.range', { from: format.clock(from), to: format.clock(to), duration: format.duration(to - from) });
}
