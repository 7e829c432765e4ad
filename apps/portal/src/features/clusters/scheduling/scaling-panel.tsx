import { Button } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { ScalingRecord } from '@trainyard/contracts/scaling';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useScaling } from '../../../live/standing-questions.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Level, plotLook } from '../../../ui/chart/axes.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { useWidth } from '../../../ui/use-width.ts';
import css from './scaling.module.css';
import { marksOf, stepPlot } from './scaling-plot.ts';

/** When and why the cluster was given another size, or kept the one it had. */
export function ScalingPanel({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const answer = useScaling(cluster.workspace, cluster.name);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = answer;
  const [chosen, setChosen] = useState<number | null>(null);
  const records = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  return (
    <Pane
      title={t('scheduling:history.title')}
      meta={t('scheduling:history.meta')}
      padded={false}
      tools={records.length > 0 && <Legend />}
    >
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data !== undefined && records.length === 0 && (
        <EmptyState title={t('scheduling:history.none')} text={t('scheduling:history.noneText')} />
      )}
      {records.length > 0 && (
        <Plot records={records} target={cluster.targetNodeCount} chosen={chosen} onChoose={setChosen} />
      )}
      {records.length > 0 && <Records records={records} price={cluster.price} chosen={chosen} onChoose={setChosen} />}
      {hasNextPage && (
        <Button variant="text" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('scheduling:history.more')}
        </Button>
      )}
    </Pane>
  );
}

function Legend() {
  const { t } = useTranslation(['clusters', 'scheduling']);
  return (
    <span className={plotLook.legend} aria-hidden="true">
      <svg width="14" height="8" aria-hidden="true">
        <path className={css.wanted} d="M0 4H14" />
      </svg>
      {t('scheduling:history.wanted')}
      <svg width="8" height="8" aria-hidden="true">
        <circle className={css.there} cx="4" cy="4" r="2.5" />
      </svg>
      {t('scheduling:history.there')}
    </span>
  );
}

interface Choice {
  records: readonly ScalingRecord[];
  /** Number of the decision that is looked at, in the plot and in the table. */
  chosen: number | null;
  onChoose: (number: number) => void;
}

/** Brings the row of a decision into sight when it is chosen. */
function useSight(chosen: number | null) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (chosen !== null) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return row;
}

function Records({ records, price, chosen, onChoose }: Choice & { price: Cluster['price'] }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const { sayReason } = useTexts();
  const sight = useSight(chosen);
  const costs = price !== null;
  return (
    <PlainTable
      className={css.table}
      heads={(['number', 'when', 'change', 'current', 'why', ...(costs ? (['cost'] as const) : [])] as const).map(
        (id) => ({ id, words: t(`scheduling:history.${id}`), end: id === 'current' || id === 'cost' }),
      )}
    >
      {records.map(({ seq, number, at, from, to, current, why, waited }) => (
        <tr
          key={seq}
          ref={number !== null && number === chosen ? sight : undefined}
          className={`${from === to ? css.same : ''} ${number !== null && number === chosen ? css.chosen : ''}`}
        >
          <td>
            {number !== null && (
              <button
                type="button"
                className={css.number}
                aria-pressed={number === chosen}
                aria-label={t('scheduling:history.show', { number: format.count(number) })}
                onClick={() => onChoose(number)}
              >
                <span>{format.count(number)}</span>
              </button>
            )}
          </td>
          <td>
            <Ago at={at} />
          </td>
          <td className={css.change}>
            {from === to
              ? t('scheduling:history.stays', { to: format.count(to) })
              : t('scheduling:history.moves', { from: format.count(from), to: format.count(to) })}
          </td>
          <td className={plainTable.end}>{format.count(current)}</td>
          <td className={css.why}>
            {sayReason(why)}
            {waited.length > 0 && (
              <span className={css.waited}>
                {t('scheduling:history.waited')} <bdi>{waited.join(', ')}</bdi>
              </span>
            )}
          </td>
          {price !== null && (
            <td className={plainTable.end}>{from === to ? '' : <Cost price={price} nodes={to - from} />}</td>
          )}
        </tr>
      ))}
    </PlainTable>
  );
}

const [height, left, bottom, top] = [132, 36, 20, 10];
const labelWidth = 96;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What a change of size adds to an hour, or takes off. */
function Cost({ price, nodes }: { price: NonNullable<Cluster['price']>; nodes: number }) {
  const { t } = useTranslation('scheduling');
  const format = useFormat();
  const money = format.money(Math.abs(nodes) * price.perNodeHour, price.currency);
  return t(nodes > 0 ? 'history.more_cost' : 'history.less_cost', { money });
}

/** A mark is pressed with a finger or a pen, too. */
const markPx = 24;

function Plot({ records, target, chosen, onChoose }: Choice & { target: number }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const now = useNow();
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(240, useWidth(box));
  const plot = stepPlot(records, now);
  if (plot === null) return null;
  const x = (at: number) => left + ((at - plot.from) / (plot.to - plot.from)) * (width - left - 16);
  const y = (nodes: number) => height - bottom - (nodes / plot.most) * (height - bottom - top);
  const line = plot.steps.map(({ at, nodes }, n) => (n === 0 ? `M${x(at)} ${y(nodes)}` : `H${x(at)}V${y(nodes)}`));
  const length = plot.to - plot.from;
  const sayTime = length > dayMs ? format.instant : length < 10 * minuteMs ? format.clock : format.minute;
  const ticks = Math.max(1, Math.floor((width - left) / labelWidth / 2));
  const times = Array.from({ length: ticks + 1 }, (_, n) => plot.from + ((plot.to - plot.from) * n) / ticks);
  const label = {
    target: format.count(target),
    least: format.count(plot.least),
    most: format.count(Math.max(...plot.steps.map(({ nodes }) => nodes))),
  };
  return (
    <div ref={box} className={css.plot}>
      <svg width={width} height={height} role="img" aria-label={t('scheduling:history.plot', label)}>
        {[0, plot.most].map((nodes) => (
          <Level
            key={nodes}
            {...{ left, right: width - 16, y: y(nodes), base: nodes === 0, words: format.count(nodes) }}
          />
        ))}
        {times.map((at, n) => (
          <text
            key={at}
            className={plotLook.label}
            x={x(at)}
            y={height - 4}
            textAnchor={n === 0 ? 'start' : n === ticks ? 'end' : 'middle'}
          >
            {sayTime(at)}
          </text>
        ))}
        <path className={css.wanted} d={`${line.join('')}H${x(plot.to)}`} />
        {plot.there.map(({ at, nodes }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn as a whole
          <circle key={n} className={css.there} cx={x(at)} cy={y(nodes)} r="2.5" />
        ))}
      </svg>
      {marksOf(records, x, markPx).map(({ number, at, from, nodes }) => (
        <button
          key={number}
          type="button"
          className={`${css.number} ${css.mark}`}
          style={{ left: Math.max(left, x(at) - markPx / 2), top: Math.max(0, y(nodes) - markPx) + 8 }}
          aria-pressed={number === chosen}
          aria-label={t('scheduling:history.mark', {
            number: format.count(number),
            from: format.count(from),
            to: format.count(nodes),
            at: format.instant(at),
          })}
          onClick={() => onChoose(number)}
        >
          <span>{format.count(number)}</span>
        </button>
      ))}
    </div>
  );
}
