/** The whole log in as many parts as a strip has px: the worst of each part. Pure. */
import type { LogOverview } from '@trainyard/contracts/api/logs';
import type { Tally } from './level-tally.ts';
import type { LogOrder } from './log-order.ts';

/** Marks rows: 1 warning, 2 error; an error hides a warning. */
export function binsOf(
  order: Pick<LogOrder, 'rows' | 'rowOf'>,
  overviews: readonly (LogOverview | undefined)[],
  live: readonly Tally[],
  height: number,
): Uint8Array {
  const bins = new Uint8Array(Math.max(0, Math.floor(height)));
  const { rows } = order;
  if (rows === 0 || bins.length === 0) return bins;
  const put = (row: number | undefined, rowTo: number | undefined, kind: number) => {
    if (row === undefined) return;
    const from = Math.min(bins.length - 1, Math.floor((row / rows) * bins.length));
    const to = Math.min(bins.length - 1, Math.max(from, Math.ceil(((rowTo ?? row + 1) / rows) * bins.length) - 1));
    for (let bin = from; bin <= to; bin++) bins[bin] = Math.max(bins[bin] as number, kind);
  };
  for (const [stream, overview] of overviews.entries()) {
    if (overview === undefined) continue;
    const parts = overview.warnings.length;
    for (let part = 0; part < parts; part++) {
      const kind = (overview.errors[part] ?? 0) > 0 ? 2 : (overview.warnings[part] ?? 0) > 0 ? 1 : 0;
      if (kind === 0) continue;
      const from = Math.floor((part * overview.lines) / parts);
      const to = Math.max(from, Math.ceil(((part + 1) * overview.lines) / parts) - 1);
      const row = order.rowOf(stream, from);
      const last = order.rowOf(stream, Math.min(to, overview.lines - 1));
      put(row, last === undefined ? undefined : last + 1, kind);
    }
  }
  for (const [stream, { warnings, errors }] of live.entries()) {
    const known = overviews[stream]?.lines ?? 0;
    for (const line of warnings) if (line >= known) put(order.rowOf(stream, line), undefined, 1);
    for (const line of errors) if (line >= known) put(order.rowOf(stream, line), undefined, 2);
  }
  return bins;
}

/** Which parts have hits, by their rows. */
export function hitBins(rows: readonly number[], of: number, height: number): Uint8Array {
  const bins = new Uint8Array(Math.max(0, Math.floor(height)));
  if (of > 0) for (const row of rows) bins[Math.min(bins.length - 1, Math.floor((row / of) * bins.length))] = 1;
  return bins;
}
