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

/** The curve from the making of the forecast to well after its p90, cut there or at its last quantile; null where there is none. */
export function curvePlot({ forecast, curve }: Pick<Explanation, 'forecast' | 'curve'>): CurvePlot | null {
  const last = curve?.at(-1);
  if (!forecast || !curve || !last) return null;
  const from = forecast.at;
  // The last futures may lie far behind the others, and a start that all agree on still takes some width.
  const end = Math.max(forecast.p90, Math.min(last.at, forecast.p90 + (forecast.p90 - from) / 2));
  const span = Math.max(10_000, (end - from) * 1.06);
  const x = (at: number) => Math.max(0, (at - from) / span);
  const line = upTo(1, [{ x: 0, y: 0 }, ...curve.map(({ at, share }) => ({ x: x(at), y: share }))]);
  if (line.at(-1)?.y === 1) line.push({ x: 1, y: 1 });
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

/** A rising line cut at an `x`. */
function upTo(most: number, line: CurvePlot['line']): CurvePlot['line'] {
  const beyond = line.findIndex(({ x }) => x > most);
  const [before, after] = [line[beyond - 1], line[beyond]];
  if (!before || !after) return line;
  const y = before.y + ((after.y - before.y) * (most - before.x)) / (after.x - before.x);
  return [...line.slice(0, beyond), { x: most, y }];
}
