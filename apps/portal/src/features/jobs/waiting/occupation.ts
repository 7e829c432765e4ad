/** For how long nodes are held, as bars of one length. Pure. */
import type { Explanation, NodeStanding } from '@trainyard/contracts/standing';
import { roundUp } from './forecast.ts';

/** Parts of a bar, 0–1 of its length. */
export interface OccupationBar {
  /** Up to where it is likely to be held; null where nobody knows. */
  held: number | null;
  /** Up to where it may be held at the latest. */
  most: number;
  /** It goes on beyond the end. */
  beyond: boolean;
  /** From where the job itself is likely to have it; null where it is not kept for it. */
  own: number | null;
}

const leastMs = 10 * 60_000;

/** How far the bars look ahead, ms: to the last node that is likely to come free, but no further than twice the wait of the job's p90. */
export function spanOf({ at, forecast, nodes }: Pick<Explanation, 'at' | 'forecast' | 'nodes'>): number {
  const ends = nodes.items.map(({ emptyAbout, emptyBy }) => (emptyAbout ?? emptyBy ?? at) - at);
  const wait = forecast ? Math.max(leastMs, (forecast.p90 - at) * 2) : Number.POSITIVE_INFINITY;
  return roundUp(Math.max(leastMs, Math.min(wait, Math.max(0, ...ends))));
}

/** The bar of a node, from the moment of the answer on. */
export function barOf(
  { use, emptyAbout, emptyBy, jobs, otherJobs }: NodeStanding,
  { at, forecast }: Pick<Explanation, 'at' | 'forecast'>,
  span: number,
): OccupationBar {
  const part = (ms: number) => Math.min(1, Math.max(0, (ms - at) / span));
  const isHeld = jobs.length + otherJobs > 0;
  const held = emptyAbout === null ? null : part(emptyAbout);
  const most = emptyBy === null ? (isHeld ? 1 : 0) : part(emptyBy);
  const ends = emptyAbout ?? emptyBy;
  return {
    held,
    most,
    beyond: isHeld && (ends === null || ends > at + span),
    own: use === 'kept' && forecast ? part(forecast.p50) : null,
  };
}
