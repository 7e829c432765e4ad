/** GPUs that are held and not used, and GPUs that wait for what they are to work on. */
import { reason } from '@trainyard/contracts/reasons';
import { median } from './cadence.ts';
import { type Draft, draftOf } from './draft.ts';
import type { RankState, UnitState } from './unit-state.ts';
import { meanOf, type UsePart } from './use-trace.ts';

/** Percent below which a GPU does nothing. */
const unusedMost = 3;
/** Half minutes without use: ten minutes while the processors do nothing either, half an hour while they prepare something. */
const unusedParts = { quiet: 20, busy: 60 };
/** Half minutes in which GPUs must have stopped for input again and again. */
const starvedParts = 10;

/** Every GPU does nothing for long. */
export function idle(state: UnitState, now: number): Draft | null {
  const holders = state.alive.filter(({ gpu }) => gpu.parts.length > 0);
  if (holders.length === 0 || holders.length < state.alive.length) return null;
  const cpu = [...state.cpu.values()].map((trace) => trace.since(now - 60_000)?.mean ?? 0);
  const quiet = cpu.every((mean) => mean <= 10);
  const wanted = quiet ? unusedParts.quiet : unusedParts.busy;
  const since = holders.map(({ gpu }) => unusedSince(gpu.parts, wanted));
  if (since.some((at) => at === undefined)) return null;
  const from = Math.max(...(since as number[]));
  return draftOf('idle', from, [], reason('gpusUnused', { gpus: holders.length }), [
    reason('cpuAlso', { now: Math.round(Math.max(0, ...cpu)) }),
  ]);
}

/** Beginning of the last half minutes without use, if they are as many as wanted. */
function unusedSince(parts: readonly UsePart[], wanted: number): number | undefined {
  let at = parts.length;
  while (at > 0 && meanOf(parts[at - 1] as UsePart) <= unusedMost) at -= 1;
  return parts.length - at >= wanted ? parts[at]?.at : undefined;
}

/** GPUs go from work to nothing and back many times a minute, for minutes, while steps go on. */
export function starved(state: UnitState, now: number): Draft | null {
  const holders = state.alive.filter(({ gpu }) => gpu.parts.length > starvedParts);
  if (holders.length === 0 || holders.length < state.alive.length) return null;
  if (!holders.every(isStarved)) return null;
  const idleShare = median(holders.map(({ gpu }) => share(whole(gpu.parts), 'nothing'))) ?? 0;
  const since = Math.max(...holders.map(({ gpu }) => whole(gpu.parts)[0]?.at ?? now));
  const cpu = [...state.cpu.values()].map((trace) => trace.since(now - 60_000)?.mean ?? 0);
  return draftOf(
    'starved',
    since,
    [],
    reason('gpusStarved', { gpus: holders.length, share: Math.round(100 * idleShare) }),
    [reason('cpuAlso', { now: Math.round(Math.max(0, ...cpu)) })],
  );
}

/** The half minutes that are over. */
const whole = (parts: readonly UsePart[]): readonly UsePart[] => parts.slice(-starvedParts - 1, -1);

function share(parts: readonly UsePart[], side: 'nothing' | 'work'): number {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return parts.reduce((sum, part) => sum + part[side], 0) / Math.max(1, count);
}

function isStarved({ gpu }: RankState): boolean {
  const parts = whole(gpu.parts);
  const nothing = share(parts, 'nothing');
  return (
    nothing >= 0.25 &&
    nothing <= 0.95 &&
    share(parts, 'work') >= 0.05 &&
    parts.every(({ turns, count }) => turns >= 4 && count >= 15)
  );
}
