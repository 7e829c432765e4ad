/** Series of a store as lines of a chart. */
import type { Metric } from '@trainyard/contracts/series-frame';
import { budgetOf } from '../../live/freshness.ts';
import type { SeriesBuffer } from '../../live/series-buffer.ts';
import type { SeriesStore } from '../../live/series-store.ts';
import type { ChartLine, ChartSource } from './chart-source.ts';
import type { ChartMark } from './marks.ts';

/** Which series: a device's, or one that was found. */
export type SeriesOfLine = SeriesBuffer | { metric: Metric; device: string; nodeUid: string };

/** A line of a series; one that has no samples yet is empty. */
export function lineOf(
  store: SeriesStore,
  of: SeriesOfLine,
  label: string,
  colour: ChartLine['colour'],
  dash?: number[],
): ChartLine {
  const find = () => ('points' in of ? of : store.find(of.metric, of.device, of.nodeUid));
  const key = 'points' in of ? of.key : `${of.metric} ${of.nodeUid} ${of.device}`;
  return {
    key,
    label,
    colour,
    ...(dash ? { dash } : {}),
    points: (from, to) => find()?.points(from, to) ?? { time: [], value: [], min: [], max: [], gaps: [] },
  };
}

/** When charts of a store are drawn again, where they begin and end, and what happened meanwhile. */
export function sourceOf(store: SeriesStore, marks?: () => readonly ChartMark[]): ChartSource {
  const live = store.isLive;
  const { since, windowMs } = store.options;
  return {
    onFrame: store.onFrame,
    edge: () => store.edge(),
    start: () => since ?? store.edge() - (windowMs ?? 0),
    look: (range) => store.look(range),
    ...(marks ? { marks } : {}),
    live,
    ...(live ? { budgetMs: () => budgetOf('cpu.utilisation', warming(store), store.edge()) } : {}),
  };
}

/** Since when the node is watched that is last to send each second; undefined: all do. */
function warming(store: SeriesStore): number | undefined {
  if (store.heard.size === 0) return store.watchedSince;
  return [...store.heard.keys()].map((uid) => store.watchedSinceOf(uid)).find((since) => since !== undefined);
}
