/** Where the time of an attempt went, piece by piece, and who could make each shorter. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import { type StepTime, stepTimes } from '../panels/steps.ts';
import { durations, type TimelineRow } from '../panels/timeline.ts';

/** In the order in which they pass. `rest`: what nothing else accounts for, told as such. */
export const pieces = [
  'queued',
  'allocating',
  'volumes',
  'image',
  'files',
  'preparation',
  'gate',
  'running',
  'stopping',
  'upload',
  'rest',
] as const;
export type Piece = (typeof pieces)[number];

/** Steps of a task, by their names on the agent, and the piece that each belongs to. */
const before: Record<string, Piece> = {
  volumes: 'volumes',
  outputs: 'volumes',
  inputs: 'volumes',
  image: 'image',
  container: 'image',
  directories: 'files',
  programs: 'files',
  ssh: 'files',
  files: 'files',
  restore: 'files',
  preparation: 'preparation',
  gate: 'gate',
};
const after: Record<string, Piece> = {
  'exit codes': 'stopping',
  stop: 'stopping',
  mirror: 'upload',
  artifacts: 'upload',
  logs: 'upload',
  unmount: 'upload',
};

export type Split = Partial<Record<Piece, number>>;

/**
 * ms of each piece; what did not happen is absent. Steps of a gang pass side by side, so the slowest task counts, and together they are
 * never more than the phase they are of: what is beyond it passed at the same time.
 */
export function splitOf(row: TimelineRow, attempt: Attempt | undefined): Split {
  const took = durations(row);
  const times = stepTimes(attempt?.tasks ?? []);
  const split: Split = {};
  if (took.queued !== undefined) split.queued = took.queued;
  if (took.allocating !== undefined) split.allocating = took.allocating;
  if (took.running !== undefined) split.running = took.running;
  const rest = fitted(split, times, before, took.starting ?? 0) + fitted(split, times, after, took.stopping ?? 0);
  if (rest > 0) split.rest = rest;
  return split;
}

/** Puts the steps of a phase into their pieces, at most as long as the phase; answers what is left of it. */
function fitted(split: Split, times: readonly StepTime[], of: Record<string, Piece>, phase: number): number {
  let left = phase;
  for (const { name, ms } of times) {
    const piece = Object.hasOwn(of, name) ? of[name] : undefined;
    if (piece === undefined || ms === null) continue;
    const counted = Math.min(left, ms);
    if (counted > 0) split[piece] = (split[piece] ?? 0) + counted;
    left -= counted;
  }
  return left;
}
