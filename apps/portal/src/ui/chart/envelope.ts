/** The least and most of each bucket as an area behind a line: a spike of a second stays seen over a month. */
import type { SeriesPoints } from '../../live/series-points.ts';

/** Adds the area between least and most to `context`'s paths and fills it; `x` and `y` say where a time and a value stand. */
export function fillEnvelope(
  context: CanvasRenderingContext2D,
  { time, value, min, max }: SeriesPoints,
  x: (time: number) => number,
  y: (value: number) => number,
): void {
  let from = 0;
  for (let at = 0; at <= time.length; at++) {
    if (at < time.length && value[at] !== null) continue;
    if (at - from > 1) fillStretch(from, at);
    from = at + 1;
  }

  function fillStretch(start: number, end: number): void {
    const isWide = (at: number) => (max[at] as number) > (min[at] as number);
    if (!Array.from({ length: end - start }, (_, at) => start + at).some(isWide)) return;
    const area = new Path2D();
    for (let at = start; at < end; at++) area.lineTo(x(time[at] as number), y(max[at] as number));
    for (let at = end - 1; at >= start; at--) area.lineTo(x(time[at] as number), y(min[at] as number));
    context.fill(area);
  }
}

/** The least and most of several lines, extremes of their buckets included; undefined without any. */
export function extremesOf(lines: readonly Pick<SeriesPoints, 'min' | 'max'>[]): [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { min, max } of lines) {
    for (const one of min) if (one !== null && one < low) low = one;
    for (const one of max) if (one !== null && one > high) high = one;
  }
  return low <= high ? [low, high] : undefined;
}
