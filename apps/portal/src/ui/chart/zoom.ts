/** Looking closer at a stretch of time, and beside it. Pure; all times are the server's, ms. */

export type Span = readonly [from: number, to: number];

/** Nobody looks closer than this: samples are a second apart. */
export const closestMs = 5_000;

/** A span within bounds, as wide as it was where that is possible; null where it would be all there is. */
export function within([from, to]: Span, [least, most]: Span): Span | null {
  const width = Math.max(closestMs, to - from);
  if (width >= most - least) return null;
  const start = Math.min(Math.max(from, least), most - width);
  return [start, start + width];
}

/** `factor` below 1 looks closer; what is at `at` stays where it is on the screen. */
export function zoomAt([from, to]: Span, at: number, factor: number, bounds: Span): Span | null {
  const width = Math.max(closestMs, (to - from) * factor);
  const share = to > from ? (at - from) / (to - from) : 0.5;
  const start = at - share * width;
  return within([start, start + width], bounds);
}

/** Looks earlier (below 0) or later by a share of what is seen. */
export function panBy([from, to]: Span, share: number, bounds: Span): Span | null {
  const by = (to - from) * share;
  return within([from + by, to + by], bounds);
}
