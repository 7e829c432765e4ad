/** Points of several series as one table, and what charts say about them. Pure. */
import type { Gap, SeriesPoints } from '../../live/series-points.ts';

/** Columns as uPlot wants them: times, then one of values for each line; null is a gap, undefined no point of this line. */
export type AlignedColumns = [number[], ...(number | null | undefined)[][]];

/** Lays lines beside each other over the times of all. */
export function align(lines: readonly Pick<SeriesPoints, 'time' | 'value'>[]): AlignedColumns {
  if (lines.length === 1) return [lines[0]?.time ?? [], lines[0]?.value ?? []];
  const times = [...new Set(lines.flatMap(({ time }) => time))].sort((a, b) => a - b);
  const place = new Map(times.map((time, at) => [time, at]));
  const columns = lines.map(({ time, value }) => {
    const column = new Array<number | null | undefined>(times.length).fill(undefined);
    for (const [at, one] of time.entries()) column[place.get(one) as number] = value[at] ?? null;
    return column;
  });
  return [times, ...columns];
}

/** Time in which no line has a value: the gaps that all share. */
export function commonGaps(lists: readonly (readonly Gap[])[]): Gap[] {
  const [first, ...rest] = lists;
  if (first === undefined) return [];
  return rest.reduce<Gap[]>(
    (found, gaps) =>
      found.flatMap((one) =>
        gaps
          .map(({ from, to }) => ({ from: Math.max(from, one.from), to: Math.min(to, one.to) }))
          .filter(({ from, to }) => from < to),
      ),
    [...first],
  );
}

export interface LineSummary {
  last: number;
  min: number;
  max: number;
}

/** Last, least and most value of a line; undefined without any. */
export function summarise(values: readonly (number | null | undefined)[]): LineSummary | undefined {
  let found: LineSummary | undefined;
  for (const value of values) {
    if (value == null || !Number.isFinite(value)) continue;
    if (found === undefined) found = { last: value, min: value, max: value };
    else found = { last: value, min: Math.min(found.min, value), max: Math.max(found.max, value) };
  }
  return found;
}

/** The value nearest to `at`, not further than `reach`; null in a gap, undefined where the line has nothing. */
export function valueAt(
  { time, value }: Pick<SeriesPoints, 'time' | 'value'>,
  at: number,
  reach: number,
): number | null | undefined {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  const near = [low - 1, low].filter((index) => index >= 0 && index < time.length);
  near.sort((a, b) => Math.abs((time[a] as number) - at) - Math.abs((time[b] as number) - at));
  const best = near[0];
  if (best === undefined || Math.abs((time[best] as number) - at) > reach) return undefined;
  return value[best] ?? null;
}

/** Three to five round numbers from `min` to `max`; `base` 1024 for bytes. */
export function niceTicks(min: number, max: number, base: 1_000 | 1_024 = 1_000): number[] {
  const span = max - min;
  if (!(span > 0) || !Number.isFinite(span)) return [min];
  const rough = span / 3.5;
  // Bytes are round in powers of two, all else in 1, 2 and 5.
  const unit = base === 1_024 ? 2 ** Math.floor(Math.log2(rough)) : 10 ** Math.floor(Math.log10(rough));
  const factor = base === 1_024 ? [1, 2] : [1, 2, 2.5, 5, 10];
  const step = unit * (factor.find((one) => span / (unit * one) <= 4) ?? (factor.at(-1) as number));
  const ticks: number[] = [];
  for (let at = Math.ceil(min / step - 1e-9); at * step <= max + span * 1e-9; at++) ticks.push(at * step + 0);
  return ticks;
}

/** The range of values that a chart shows: percentages 0–100, amounts from 0, all else what there is with some air. */
export function rangeOf(low: number, high: number, unit: string): [number, number] {
  if (unit === 'percent') return [0, Math.max(100, high)];
  // Less than a kilobyte, or nothing at all, has no ticks of its own: parts of a byte would all read the same.
  if (unit.startsWith('bytes')) return [0, Math.max(high * 1.08, 1_024)];
  if (unit !== '') return [0, high > 0 ? high * 1.08 : 1];
  if (!(high > low)) return [low - Math.abs(low) * 0.1 - 0.1, high + Math.abs(high) * 0.1 + 0.1];
  const air = (high - low) * 0.08;
  return [low - air, high + air];
}

/** Places of labels: each near its own, none closer than `apart` to another, none below `floor`. */
export function spread(places: readonly number[], apart: number, floor: number): number[] {
  const order = places.map((_, at) => at).sort((a, b) => (places[a] as number) - (places[b] as number));
  const moved = [...places];
  let least = Number.NEGATIVE_INFINITY;
  for (const at of order) {
    moved[at] = Math.max(moved[at] as number, least);
    least = (moved[at] as number) + apart;
  }
  let most = floor;
  for (const at of order.reverse()) {
    moved[at] = Math.min(moved[at] as number, most);
    most = (moved[at] as number) - apart;
  }
  return moved;
}

/** A table as CSV (RFC 4180); names come from jobs, so quotes are doubled and a formula is not one. */
export function toCsv(heads: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}
