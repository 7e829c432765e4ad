/** Which part of the past is asked for in finer steps when somebody looks closely. Pure. */

/** A part of the past that was asked for, server's ms. */
export interface Looked {
  from: number;
  to: number;
  points: number;
}

interface Known {
  from: number;
  to: number;
  /** Width of a bucket, ms. */
  step: number;
}

/** Buckets over what is looked at: one for each pixel of a small chart, half a one for a large chart's. */
const wantedBuckets = 250;
/** What lies beside is asked for as well, so that a little panning needs no question. */
const margin = 0.5;
const finestMs = 1_000;

/**
 * What to ask for to show `range` well; undefined: what is known, or was asked for last, is fine enough. Ranges are laid on a grid, so
 * that looking here and there asks for the same parts.
 */
export function lookFor(
  [from, to]: readonly [number, number],
  last: Looked | undefined,
  known: Known,
): Looked | undefined {
  const span = Math.max(to - from, finestMs);
  const wanted = Math.max(finestMs, span / wantedBuckets);
  const isFine = (step: number) => step <= Math.max(wanted * 1.5, finestMs);
  const covers = (part: { from: number; to: number }) => part.from <= from && part.to >= Math.min(to, known.to);
  if (covers(known) && isFine(known.step)) return undefined;
  if (last && covers(last) && isFine((last.to - last.from) / last.points)) return undefined;
  const grid = 2 ** Math.floor(Math.log2(span * margin));
  const start = Math.floor((from - span * margin) / grid) * grid;
  const end = Math.ceil((to + span * margin) / grid) * grid;
  return { from: start, to: end, points: Math.min(1_000, Math.max(2, Math.ceil((end - start) / wanted) + 1)) };
}
