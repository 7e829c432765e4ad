/** How busy each GPU of a cluster was: a row is a GPU, a column is a minute; nodes that are gone keep their rows. */
import { useQuery } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import type { SeriesAnswer } from '@trainyard/contracts/series-frame';
import { type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { useNow } from '../../../live/connection.ts';
import { type Colours, useColours } from '../../../ui/colours.ts';
import { HeatLegend } from '../../../ui/heat/heat-legend.tsx';
import { lutIndex } from '../../../ui/heat/lut.ts';
import { lutOf } from '../../../ui/heat/lut-of.ts';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useWidth } from '../../../ui/use-width.ts';
import css from './busy-strip.module.css';
import { type StripRow, stripRows, unknownNodes } from './strip-rows.ts';
import { useGoneNodes } from './use-gone-nodes.ts';

const minuteMs = 60_000;
const minutes = 90;
/** Rows that a person can follow; a larger cluster is looked at by its map. */
const rowsMost = 64;
const [rowHeight, labels, axis, nodeGap] = [7, 76, 18, 5];

interface BusyStripProps {
  cluster: Cluster;
  nodes: readonly Node[];
}

/** Nothing where no GPU was sampled, and for clusters of more GPUs than rows can be read. */
export function BusyStrip({ cluster, nodes }: BusyStripProps) {
  const { t } = useTranslation('clusters');
  const minute = Math.floor(useNow() / minuteMs);
  const [from, to] = [(minute - minutes + 1) * minuteMs, (minute + 1) * minuteMs];
  const gpus = nodes.reduce((sum, { found }) => sum + (found?.gpus.length ?? 0), 0);
  const { data } = useQuery({
    queryKey: ['busy strip', cluster.uid, minute],
    queryFn: async () => {
      const query = { cluster: cluster.uid, metric: 'gpu.utilisation' as const, from, to, points: minutes };
      const { series } = await client.call('readSeries', { query });
      return series as unknown as SeriesAnswer[];
    },
    enabled: gpus > 0 && gpus <= rowsMost,
    placeholderData: (before) => before,
  });
  const unknown = useMemo(() => unknownNodes(data ?? [], nodes).slice(0, rowsMost), [data, nodes]);
  const gone = useGoneNodes(cluster, unknown);
  const rows = useMemo(
    () => stripRows(data ?? [], [...nodes, ...gone], { from, columns: minutes, stepMs: minuteMs }).slice(0, rowsMost),
    [data, nodes, gone, from],
  );
  if (rows.length === 0) return null;
  return (
    <Pane title={t('strip.title')} meta={t('strip.meta')} tools={<HeatLegend />}>
      <Strip rows={rows} from={from} />
    </Pane>
  );
}

function Strip({ rows, from }: { rows: readonly StripRow[]; from: number }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const colours = useColours();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const { tops, height } = useMemo(() => placeRows(rows), [rows]);
  const cell = Math.max(2, (width - labels) / minutes);
  useLayoutEffect(() => {
    if (canvas.current && width > 0) paint(canvas.current, rows, tops, { width, height, cell }, colours);
  }, [rows, tops, width, height, cell, colours]);
  const onMove = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) => {
    const column = Math.floor((offsetX - labels) / cell);
    const row = tops.findIndex((top) => offsetY >= top && offsetY < top + rowHeight);
    setAt(row < 0 || column < 0 || column >= minutes ? null : { row, column });
  };
  const shown = at && rows[at.row];
  const value = shown?.values[at?.column ?? 0] ?? null;
  return (
    <div ref={box} className={css.strip} style={{ height: height + axis }}>
      <canvas ref={canvas} role="img" aria-label={t('strip.sum', { count: rows.length })} />
      {rows.map(
        ({ node, name, first }, row) =>
          first && (
            <span key={node} className={css.name} style={{ top: (tops[row] ?? 0) - 4 }}>
              {name === '' ? t('strip.gone') : <bdi>{name}</bdi>}
            </span>
          ),
      )}
      {[0, 30, 60, minutes - 1].map((column) => (
        <span key={column} className={css.time} style={{ left: labels + column * cell, top: height + 2 }}>
          {format.minute(from + column * minuteMs)}
        </span>
      ))}
      <div className={css.catch} aria-hidden="true" onPointerMove={onMove} onPointerLeave={() => setAt(null)} />
      {at && shown && (
        <div
          className={css.tip}
          aria-hidden="true"
          style={{
            top: (tops[at.row] ?? 0) + rowHeight + 4,
            ...(at.column > minutes / 2
              ? { right: Math.max(0, width - labels - at.column * cell) }
              : { left: labels + at.column * cell }),
          }}
        >
          {`${format.minute(from + at.column * minuteMs)}, ${shown.name === '' ? t('strip.gone') : `${shown.name} GPU ${shown.index ?? ''}`}: `}
          {value === null ? t('strip.na') : format.percent(Math.round(value))}
        </div>
      )}
    </div>
  );
}

/** Where rows stand: those of one node together. */
function placeRows(rows: readonly StripRow[]): { tops: number[]; height: number } {
  let y = 0;
  const tops = rows.map(({ first }, at) => {
    if (first && at > 0) y += nodeGap + (rows[at - 1]?.first ? 6 : 0);
    const top = y;
    y += rowHeight + 1;
    return top;
  });
  return { tops, height: Math.max(y, 16) };
}

interface Size {
  width: number;
  height: number;
  cell: number;
}

function paint(
  canvas: HTMLCanvasElement,
  rows: readonly StripRow[],
  tops: readonly number[],
  { width, height, cell }: Size,
  colours: Colours,
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const lut = lutOf(colours);
  for (const [row, { values }] of rows.entries()) {
    const y = tops[row] ?? 0;
    for (const [column, value] of values.entries()) {
      const [x, next] = [Math.round(labels + column * cell), Math.round(labels + (column + 1) * cell)];
      if (value === null) continue;
      context.fillStyle = lut[lutIndex(value)] as string;
      context.fillRect(x, y, Math.max(1, next - x - 1), rowHeight);
    }
  }
}
