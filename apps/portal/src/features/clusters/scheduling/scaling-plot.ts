/** How many nodes were wanted over time, as steps, and how many were there at each decision. Pure. */
import type { ScalingRecord } from '@trainyard/contracts/scaling';

export interface StepPlot {
  from: number;
  to: number;
  least: number;
  most: number;
  /** Corners of the line, oldest first: a number of nodes holds until the next. */
  steps: { at: number; nodes: number }[];
  /** What was there when it was decided: between two decisions it is not known. */
  there: { at: number; nodes: number }[];
}

/** `records` newest first, as they are listed; null without any. `now`: the server's clock, ms. */
export function stepPlot(records: readonly ScalingRecord[], now: number): StepPlot | null {
  const first = records.at(-1);
  if (first === undefined) return null;
  const oldest = records.toReversed();
  const steps = [{ at: first.at, nodes: first.from }, ...oldest.map(({ at, to }) => ({ at, nodes: to }))];
  const there = oldest.map(({ at, current }) => ({ at, nodes: current }));
  const counts = [...steps, ...there].map(({ nodes }) => nodes);
  return {
    from: first.at,
    to: Math.max(now, first.at + 60_000),
    least: Math.min(...steps.map(({ nodes }) => nodes)),
    most: Math.max(1, ...counts),
    steps,
    there,
  };
}

/** A numbered decision on the plot. */
export interface Mark {
  number: number;
  at: number;
  from: number;
  nodes: number;
}

/** Marks of changes of size, oldest first, at least `apart` px from each other: the newest of those that are too near stays. */
export function marksOf(records: readonly ScalingRecord[], x: (at: number) => number, apart: number): Mark[] {
  const marks: Mark[] = [];
  let left = Number.POSITIVE_INFINITY;
  for (const { number, at, from, to } of records) {
    if (number === null || left - x(at) < apart) continue;
    left = x(at);
    marks.push({ number, at, from, nodes: to });
  }
  return marks.reverse();
}
