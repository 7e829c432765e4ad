import type { Attempt } from '@trainyard/contracts/attempt';
import type { Metric, SeriesAnswer } from '@trainyard/contracts/series-frame';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainTable, plainTable } from '../ui/plain-table.tsx';
import { SimTag } from '../ui/sim-tag.tsx';
import { useFormat } from '../ui/use-format.ts';
import css from './page.module.css';
import { Pane } from './pane.tsx';
import { Scroll } from './scroll.tsx';
import { bandOf, lineOf } from './series-paths.ts';

/** Charts at first: what a job of two nodes has. */
const chartsFirst = 24;

/** Each series with its least and most: a gap is a gap. */
export function ChartsPane({ series, attempts }: { series: readonly SeriesAnswer[]; attempts: readonly Attempt[] }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const [table, setTable] = useState(false);
  const [all, setAll] = useState(false);
  // Nodes go; what ran there still has their names.
  const names = new Map(attempts.flatMap(({ tasks }) => tasks.map(({ node }) => [node.uid, node.name])));
  const points = Math.max(0, ...series.map(({ mean }) => mean.length));
  const shown = all ? series : series.slice(0, chartsFirst);
  return (
    <Pane
      title={t('charts.title')}
      meta={t('charts.meta', { points: format.count(points) })}
      tools={
        series.length > 0 && (
          <button type="button" onClick={() => setTable(!table)}>
            {t(table ? 'charts.chart' : 'charts.table')}
          </button>
        )
      }
    >
      {series.length === 0 && <p className={css.none}>{t('charts.none')}</p>}
      <Scroll className={css.charts}>
        {shown.map((one) => {
          const name = names.get(one.nodeUid) ?? one.nodeUid.slice(-6);
          return table ? (
            <SeriesTable key={keyOf(one)} series={one} node={name} />
          ) : (
            <Chart key={keyOf(one)} series={one} node={name} />
          );
        })}
      </Scroll>
      {shown.length < series.length && (
        <button type="button" className={css.more} onClick={() => setAll(true)}>
          {format.count(series.length - shown.length)}
          {' +'}
        </button>
      )}
    </Pane>
  );
}

const keyOf = ({ metric, nodeUid, device }: SeriesAnswer): string => `${metric}/${nodeUid}/${device}`;

/** A value with the unit of its metric. */
function useValue(): (value: number, unit: string) => string {
  const format = useFormat();
  return (value, unit) => {
    if (unit === 'percent') return format.percent(value);
    if (unit === 'bytes') return format.bytes(value);
    if (unit === 'bytes/s') return `${format.bytes(value)}/s`;
    if (unit === 'hertz') return format.quantity(value / 1e6, 'MHz');
    return format.quantity(value, unit === 'watts' ? 'W' : unit === 'celsius' ? '°C' : unit);
  };
}

const nameOf = (metric: Metric) => metric.replaceAll('.', '_') as `${'cpu'}_utilisation`;

const [width, height] = [320, 56];

function Chart({ series, node }: { series: SeriesAnswer; node: string }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const say = useValue();
  const { metric, unit, device, t0, step, min, max, mean } = series;
  const known = mean.filter((value) => value !== null);
  const least = Math.min(...min.filter((value) => value !== null));
  const most = Math.max(...max.filter((value) => value !== null));
  const range = unit === 'percent' ? { from: 0, to: Math.max(100, most) } : { from: Math.min(0, least), to: most };
  const area = { width, height, ...range };
  const name = t(`metric.${nameOf(metric)}`);
  const last = mean.findLast((value) => value !== null) ?? null;
  return (
    <figure className={css.chart} data-metric={metric} data-points={known.length}>
      <figcaption>
        <b>{name}</b> <bdi>{device === 'host' ? node : t('charts.of', { device: device.slice(-8), node })}</bdi>
        {series.source === 'simulated' && <SimTag />}
        <span className={css.end}>{last === null ? '' : say(last, unit)}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('charts.summary', {
          name,
          min: say(least, unit),
          max: say(most, unit),
          points: format.count(known.length),
        })}
      >
        <path className={css.band} d={bandOf(min, max, area)} />
        <path className={css.stroke} d={lineOf(mean, area)} />
      </svg>
      <p className={css.axis}>
        <span>{format.clock(t0)}</span>
        <span>{`${say(range.from, unit)} – ${say(range.to, unit)}`}</span>
        <span>{format.clock(t0 + step * mean.length)}</span>
      </p>
    </figure>
  );
}

function SeriesTable({ series, node }: { series: SeriesAnswer; node: string }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const say = useValue();
  const { metric, unit, device, t0, step, min, max, mean } = series;
  const cell = (value: number | null | undefined) => (value == null ? t('nodes.none') : say(value, unit));
  const label = `${t(`metric.${nameOf(metric)}`)}, ${t('charts.of', { device, node })}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={css.values} tabIndex={0} aria-label={label}>
      <b>{label}</b>
      <PlainTable
        label={label}
        heads={[
          { id: 'time', words: t('charts.time') },
          { id: 'min', words: t('charts.min'), end: true },
          { id: 'mean', words: t('charts.mean'), end: true },
          { id: 'max', words: t('charts.max'), end: true },
        ]}
      >
        {mean.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place in time
          <tr key={t0 + at * step}>
            <th scope="row">{format.clock(t0 + at * step)}</th>
            <td className={plainTable.end}>{cell(min[at])}</td>
            <td className={plainTable.end}>{cell(value)}</td>
            <td className={plainTable.end}>{cell(max[at])}</td>
          </tr>
        ))}
      </PlainTable>
    </section>
  );
}
