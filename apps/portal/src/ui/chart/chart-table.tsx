import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../live/connection.ts';
import { useFormat } from '../use-format.ts';
import { align } from './chart-data.ts';
import { bandsIn, type ChartMark } from './marks.ts';
import css from './time-chart.module.css';
import type { TimeChartProps } from './time-chart.tsx';
import { timeView } from './time-view.ts';
import { useUnit } from './use-unit.ts';

type ChartTableProps = Pick<TimeChartProps, 'title' | 'lines' | 'unit'> & {
  over: 'time' | 'step';
  span: () => [number, number];
  /** What happened meanwhile: shown above the values. */
  marks?: (() => readonly ChartMark[]) | undefined;
};

/** Newest rows that a table shows; the file has all. */
const rowsMost = 200;
/** Newest of what happened. */
const marksMost = 50;

/** What the chart shows, newest first; renews itself once a second while more comes. */
export function ChartTable({ title, lines, over, unit, span, marks }: ChartTableProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useUnit();
  useNow();
  useSyncExternalStore(timeView.subscribe, timeView.snapshot);
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
          {over === 'time' && <MarkRows marks={marks?.() ?? []} span={[from, to]} columns={lines.length} />}
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

interface MarkRowsProps {
  marks: readonly ChartMark[];
  span: readonly [number, number];
  columns: number;
}

/** What happened in the time that is shown, newest first, each with its time and the way to more of it. */
function MarkRows({ marks, span, columns }: MarkRowsProps) {
  const format = useFormat();
  const [from, to] = span;
  const shown = marks.filter((mark) => (mark.at >= from && mark.at <= to) || bandsIn([mark], span).length > 0);
  return shown
    .slice(-marksMost)
    .reverse()
    .map(({ at, label, tone, link }) => (
      <tr key={`${at} ${label}`}>
        <th scope="row">{format.clock(at)}</th>
        <td colSpan={columns} className={css.happened}>
          <span className={css.mark} data-tone={tone}>
            {link === undefined ? label : <Link to={link}>{label}</Link>}
          </span>
        </td>
      </tr>
    ));
}
