/** A line as pixels: of each column its first, least, most and last value (M4, Jugel et al., VLDB 2014). Pure. */
import type { SeriesPoints } from '../../live/series-points.ts';

/** A stretch without a gap: x (fractions of a px) and value, in order of time. */
export type Stretch = [x: number, value: number][];

/** The line from `from` to `to` (ms) on `width` px, so that drawing more points would change no pixel. */
export function toPixels(
  { time, value }: Pick<SeriesPoints, 'time' | 'value'>,
  from: number,
  to: number,
  width: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  let stretch: Stretch = [];
  let column: Stretch = [];
  let columnAt = Number.NaN;
  const closeColumn = () => {
    stretch.push(...fourOf(column));
    column = [];
  };
  const closeStretch = () => {
    closeColumn();
    if (stretch.length > 0) stretches.push(stretch);
    stretch = [];
  };
  for (const [at, one] of time.entries()) {
    const held = value[at];
    if (held == null || !Number.isFinite(held)) {
      closeStretch();
      continue;
    }
    const x = ((one - from) / (to - from)) * width;
    if (Math.floor(x) !== columnAt) closeColumn();
    columnAt = Math.floor(x);
    column.push([x, held]);
  }
  closeStretch();
  return stretches;
}

function fourOf(column: Stretch): Stretch {
  if (column.length <= 4) return column;
  let [least, most] = [0, 0];
  for (const [at, [, value]] of column.entries()) {
    if (value < (column[least] as [number, number])[1]) least = at;
    if (value > (column[most] as [number, number])[1]) most = at;
  }
  const places = [...new Set([0, least, most, column.length - 1])].sort((a, b) => a - b);
  return places.map((at) => column[at] as [number, number]);
}
