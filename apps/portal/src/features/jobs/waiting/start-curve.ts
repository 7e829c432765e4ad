/** The forecast of a start as a curve over time. Pure. */
import type { Explanation } from '@trainyard/contracts/standing';
import { roundUp } from './forecast.ts';

/** The forecast of a start over time: `x` and `y` from 0 to 1, rising. */
export interface CurvePlot {
  line: { x: number; y: number }[];
  marks: { name: 'p50' | 'p90'; at: number; x: number; y: number }[];
  /** Times written below, ms since 1970, and whether they differ by seconds alone. */
  ticks: { at: number; x: number }[];
  bySeconds: boolean;
}

/** The curve from the making of the forecast to a little after its last quantile; null where there is none. */
export function curvePlot({ forecast, curve }: Pick<Explanation, 'forecast' | 'curve'>): CurvePlot | null {
  const last = curve?.at(-1);
  if (!forecast || !curve || !last) return null;
  const from = forecast.at;
  // A start that all futures agree on still takes some width.
  const span = Math.max(10_000, (Math.max(last.at, forecast.p90) - from) * 1.06);
  const x = (at: number) => Math.min(1, Math.max(0, (at - from) / span));
  const line = [{ x: 0, y: 0 }, ...curve.map(({ at, share }) => ({ x: x(at), y: share }))];
  if (last.share >= 1) line.push({ x: 1, y: 1 });
  const marks = (
    [
      ['p50', 0.5],
      ['p90', 0.9],
    ] as const
  ).map(([name, y]) => ({
    name,
    at: forecast[name],
    x: x(forecast[name]),
    y,
  }));
  const step = roundUp(span / 4);
  const first = Math.ceil(from / step) * step;
  const ticks = Array.from({ length: 5 }, (_, place) => first + place * step)
    .filter((at) => at <= from + span)
    .map((at) => ({ at, x: x(at) }));
  return { line, marks, ticks, bySeconds: step < 60_000 };
}
