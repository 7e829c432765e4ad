import { useTranslation } from 'react-i18next';
import { useNow } from '../../live/connection.ts';
import { useFormat } from '../use-format.ts';
import { align } from './chart-data.ts';
import css from './time-chart.module.css';
import type { TimeChartProps } from './time-chart.tsx';
import { useUnit } from './use-unit.ts';

interface ChartTableProps extends TimeChartProps {
  over: 'time' | 'step';
  span: () => [number, number];
}

/** Newest rows that a table shows; the file has all. */
const rowsMost = 200;

/** What the chart shows, newest first; renews itself once a second while more comes. */
export function ChartTable({ title, lines, over, unit, span }: ChartTableProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useUnit();
  useNow();
  const [from, to] = span();
  const [places, ...columns] = align(lines.map((line) => line.points(from, to)));
  const rows = places
    .map((_, at) => at)
    .slice(-rowsMost)
    .reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={title}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{over === 'time' ? t('chart.time') : t('chart.step')}</th>
            {lines.map(({ key, label }) => (
              <th key={key} scope="col">
                <bdi>{label}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((at) => (
            <tr key={places[at]}>
              <th scope="row">
                {over === 'time' ? format.clock(places[at] as number) : format.count(places[at] as number)}
              </th>
              {columns.map((column, line) => {
                const value = column[at];
                return <td key={lines[line]?.key}>{value == null ? t('na') : say(value, unit)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
