/** From where to where charts show. */
import type { ChartSource } from './chart-source.ts';
import { timeView } from './time-view.ts';
import type { Span } from './zoom.ts';

/** What a chart shows by itself: server's ms, or steps. */
export function spanOf(source: ChartSource, windowMs: number | null, since: number | undefined): [number, number] {
  const to = source.edge();
  const from = windowMs === null ? (since ?? source.start?.() ?? to - 60_000) : to - windowMs;
  return [from < to ? from : to - 1, to];
}

/** What a chart over time shows now: what the page looks at closely, else its own span. Asks for finer steps where that is needed. */
export function shownSpan(source: ChartSource, windowMs: number | null, since: number | undefined): [number, number] {
  const { zoom } = timeView.snapshot();
  source.look?.(zoom);
  return zoom === null ? spanOf(source, windowMs, since) : [...zoom];
}

/** All that there is to show, server's ms. */
export function boundsOf(source: ChartSource, windowMs: number | null, since: number | undefined): Span {
  const [from, to] = spanOf(source, windowMs, since);
  return [Math.min(source.start?.() ?? from, from), to];
}
