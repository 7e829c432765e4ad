/** History and live samples of a series as one line with its gaps. Pure. */
import type { PlacedBucket } from './coarse-buckets.ts';

export interface LiveSample {
  /** ms. */
  time: number;
  value: number;
}

/** Time without a sample, ms; `to` is exclusive. */
export interface Gap {
  from: number;
  to: number;
}

/** Parallel arrays; where a gap lies, a null stands between the points beside it. */
export interface SeriesPoints {
  /** Server's clock, ms. */
  time: number[];
  value: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  gaps: Gap[];
}

/** A stretch of time and what was measured in it. */
interface Piece {
  from: number;
  to: number;
  /** Where its point is drawn. */
  at: number;
  value: number;
  min: number;
  max: number;
}

/**
 * Of a bucket and the live samples of its time, whichever knows more samples counts: so a cut that was filled from the
 * archive shows, and what is newer than the archive's answer too. Both must come in order of time.
 */
export function mergePieces(
  buckets: readonly PlacedBucket[],
  bucketStep: number,
  live: readonly LiveSample[],
  sampleStep: number,
): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const liveBefore = (end: number): Piece[] => {
    const found: Piece[] = [];
    for (; at < live.length && (live[at] as LiveSample).time < end; at++) {
      const { time, value } = live[at] as LiveSample;
      found.push({ from: time, to: time + sampleStep, at: time, value, min: value, max: value });
    }
    return found;
  };
  for (const { from, min, max, sum, count } of buckets) {
    const to = from + bucketStep;
    pieces.push(...liveBefore(from));
    const singles = liveBefore(to);
    if (singles.length >= count) {
      pieces.push(...singles);
    } else {
      const value = Math.min(max, Math.max(min, sum / count));
      pieces.push({ from, to, at: from + (bucketStep - sampleStep) / 2, value, min, max });
    }
  }
  pieces.push(...liveBefore(Number.POSITIVE_INFINITY));
  return pieces;
}

/**
 * Time between two pieces is a gap when it is at least as long as the longer of them: where a bucket meets single
 * samples, a part of the bucket is no gap.
 */
function gapBetween(before: Piece, after: Piece): Gap | undefined {
  const missing = after.from - before.to;
  const coarser = Math.max(before.to - before.from, after.to - after.from);
  return missing >= coarser ? { from: before.to, to: after.from } : undefined;
}

/** The line of a series from `from` (inclusive) to `to` (exclusive), ms. */
export function drawable(
  buckets: readonly PlacedBucket[],
  bucketStep: number,
  live: readonly LiveSample[],
  sampleStep: number,
  from: number,
  to: number,
): SeriesPoints {
  const points: SeriesPoints = { time: [], value: [], min: [], max: [], gaps: [] };
  const put = (time: number, value: number | null, min: number | null, max: number | null): void => {
    points.time.push(time);
    points.value.push(value);
    points.min.push(min);
    points.max.push(max);
  };
  let before: Piece | undefined;
  for (const piece of mergePieces(buckets, bucketStep, live, sampleStep)) {
    if (piece.to <= from) continue;
    if (piece.from >= to) break;
    const gap = before && gapBetween(before, piece);
    if (gap) {
      points.gaps.push(gap);
      put(gap.from, null, null, null);
    }
    put(piece.at, piece.value, piece.min, piece.max);
    before = piece;
  }
  return points;
}

/** Parts of one line, in order of time, as one; what two parts both tell is told once. */
export function joinPoints(parts: readonly SeriesPoints[]): SeriesPoints {
  const joined: SeriesPoints = { time: [], value: [], min: [], max: [], gaps: [] };
  for (const { time, value, min, max, gaps } of parts) {
    const last = joined.time.at(-1) ?? Number.NEGATIVE_INFINITY;
    for (const [at, one] of time.entries()) {
      if (one <= last) continue;
      joined.time.push(one);
      joined.value.push(value[at] ?? null);
      joined.min.push(min[at] ?? null);
      joined.max.push(max[at] ?? null);
    }
    joined.gaps.push(...gaps);
  }
  return joined;
}
