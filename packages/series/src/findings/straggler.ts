/** Who holds the others back: late at each step, slower than all others, or the one whose load changed as the steps became slower. */
import { reason } from '@trainyard/contracts/reasons';
import { median } from './cadence.ts';
import { type Draft, draftOf, others, ranksParams, round } from './draft.ts';
import type { RankState, UnitState } from './unit-state.ts';
import type { UseTrace } from './use-trace.ts';

/** Steps that must tell the same, and the time that they must span. */
const stepsLeast = 8;
const toldMost = 16;
const spanLeastMs = 10_000;
/** A rank is late by this part of the time between two steps, and by at least so many ms: less is chance, or the way of the bytes. */
const latePart = 0.15;
const lateLeastMs = 100;
/** Slower than the others by this factor, whose own rates differ by less than the second. */
const slowFactor = 0.75;
const alikeWithin = 0.1;
/** Powers that differ by less are the same, over the last so many ms. */
const samePart = 0.03;
const sameOverMs = 25_000;
/** Samples come up to so much later than what they are of. */
const batchMs = 15_000;

export function straggler(state: UnitState, now: number): Draft | null {
  const alike = state.comparable().filter(({ steps }) => now - (steps.at ?? 0) <= Math.max(10_000, 6 * steps.period));
  if (alike.length > 1) {
    const found = late(state, alike, now) ?? slower(state, alike);
    if (found !== null) return found;
  }
  return changed(state, now);
}

/** Late at each of the last steps, by when the ranks told them. */
function late(state: UnitState, ranks: readonly RankState[], now: number): Draft | null {
  const told = commonSteps(ranks);
  if (told.length < stepsLeast) return null;
  const times = new Map(ranks.map((one) => [one, told.map((step) => one.steps.when(step))]));
  const middles = told.map((_, at) => median([...times.values()].flatMap((when) => when[at] ?? [])) as number);
  const span = (middles.at(-1) as number) - (middles[0] as number);
  if (span < spanLeastMs) return null;
  const period = span / (told.length - 1);
  const least = Math.max(latePart * period, lateLeastMs);
  const lateness = new Map(
    [...times].map(([one, when]) => [one, when.map((time, at) => (time ?? now) - (middles[at] as number))]),
  );
  const isLate = (one: RankState) => {
    const by = lateness.get(one) as number[];
    return by.filter((ms) => ms >= least).length >= 0.8 * by.length;
  };
  const slow = ranks.filter(isLate);
  if (slow.length === 0 || slow.length > Math.max(1, ranks.length / 4)) return null;
  const rest = ranks.filter((one) => !slow.includes(one));
  const usual = (one: RankState) => median((lateness.get(one) as number[]).map(Math.abs)) ?? 0;
  const by = Math.max(...slow.map(usual));
  if (rest.some((one) => usual(one) > 0.5 * Math.min(...slow.map(usual)))) return null;
  if (nobodyWaits(slow, rest, Math.max(now - sameOverMs, middles[0] as number))) return null;
  // What they all wait each step; of ranks that do not wait it only grows.
  const grows = slow.some(({ steps }) => (steps.step ?? 0) < (told.at(-1) as number) - 3 * steps.stride);
  const first = told.findIndex((_, at) => slow.every((one) => ((lateness.get(one) as number[])[at] ?? 0) >= least));
  return draftOf('straggler', middles[Math.max(0, first)] as number, slow, saysOf(state, slow), [
    grows ? undefined : waitEvidence(state, slow, by),
    stepEvidence(slow, rest),
    ...loadEvidence(state, slow, rest, now),
  ]);
}

/**
 * GPUs that wait draw less than one that works on: where all draw the same since `from`, the late one only began later than the
 * others. Before their samples have come it is not known.
 */
function nobodyWaits(slow: readonly RankState[], rest: readonly RankState[], from: number): boolean {
  if ([...slow, ...rest].some(({ power }) => power.parts.length === 0)) return false;
  const watts = (of: readonly RankState[]) => of.map(({ power }) => power.since(from)?.mean);
  const [late, others] = [watts(slow), watts(rest)];
  return late.every((a) => others.every((b) => a === undefined || b === undefined || Math.abs(a - b) <= samePart * b));
}

/** Sixteen of the steps that most ranks told, over all the time that is known, newest last. */
function commonSteps(ranks: readonly RankState[]): number[] {
  const most = ranks.length === 2 ? 2 : Math.ceil(ranks.length * 0.6);
  const behindOrAhead = [...ranks].sort((a, b) => (a.steps.step ?? 0) - (b.steps.step ?? 0));
  // One in the middle: it tells what most have told.
  const known = behindOrAhead[ranks.length >> 1]?.steps.known ?? [];
  const every = Math.max(1, Math.floor(known.length / (toldMost + 4)));
  const some = known.filter((_, at) => (known.length - 1 - at) % every === 0);
  const told = (step: number) => ranks.filter(({ steps }) => steps.when(step) !== undefined).length;
  return some.filter((step) => told(step) >= most).slice(-toldMost);
}

/** Ranks that do not wait for each other: one does fewer steps a second than all others, who are alike. */
function slower(state: UnitState, ranks: readonly RankState[]): Draft | null {
  if (ranks.length < 3) return null;
  const rated = ranks.flatMap((one) => (one.steps.rate === null ? [] : [{ one, rate: one.steps.rate }]));
  const usual = median(rated.map(({ rate }) => rate));
  if (usual === undefined || rated.length < ranks.length) return null;
  const slow = rated.filter(({ one, rate }) => {
    const span = one.steps.period * one.steps.known.length;
    return rate <= slowFactor * usual && span >= spanLeastMs && one.steps.count >= stepsLeast;
  });
  const rest = rated.filter((one) => !slow.includes(one));
  if (slow.length === 0 || slow.length > Math.max(1, ranks.length / 4)) return null;
  if (rest.some(({ rate }) => Math.abs(rate - usual) > alikeWithin * usual)) return null;
  const behind = median(rest.map(({ one }) => one.steps.step ?? 0)) ?? 0;
  const names = slow.map(({ one }) => one);
  if (names.some(({ steps }) => (steps.step ?? 0) > behind - 3 * steps.stride)) return null;
  const since = Math.min(...names.map(({ steps }) => steps.when(steps.known[0] as number) as number));
  return draftOf('straggler', since, names, saysOf(state, names), [
    reason('stepsSlower', { rate: round(slow[0]?.rate ?? 0), others: round(usual) }),
    stepEvidence(
      names,
      rest.map(({ one }) => one),
    ),
  ]);
}

/** The whole became slower, and the load of one changed, of the others not: where only one rank prints. */
function changed(state: UnitState, now: number): Draft | null {
  const alive = state.alive;
  const span = 40_000;
  const rate = state.rate.since(now - span);
  const before = state.rate.usual(now - span);
  if (rate === undefined || before === undefined || rate.count < 20 || alive.length < 3) return null;
  // One that stopped, or does something between the steps, is not slow.
  const { lines } = state;
  if (lines.silence(now) > Math.max(5_000, 3 * lines.typical) || now - (lines.pausedAt ?? 0) <= span + batchMs)
    return null;
  if (rate.mean <= 0 || rate.mean > 0.95 * before) return null;
  const loads = alive.map((one) => ({ one, trace: loadOf(state, one) }));
  if (loads.some(({ trace }) => trace === undefined)) return null;
  const ratios = loads.flatMap(({ one, trace }) => {
    const [recent, usual] = [trace?.since(now - span), trace?.usual(now - span)];
    const latest = trace?.since(now - span / 2);
    if (recent === undefined || latest === undefined || usual === undefined || recent.count < 20 || usual < 10)
      return [];
    return [{ one, ratio: recent.mean / usual, latest: latest.mean / usual }];
  });
  if (ratios.length < alive.length) return null;
  const middle = median(ratios.map(({ ratio }) => ratio)) ?? 1;
  const latest = median(ratios.map((one) => one.latest)) ?? 1;
  // Now as over the whole time: what is over was a pause.
  const odd = ratios.filter((one) => Math.abs(one.ratio - middle) >= 0.15 && Math.abs(one.latest - latest) >= 0.15);
  const rest = ratios.filter((one) => !odd.includes(one));
  if (odd.length !== 1 || rest.some(({ ratio }) => Math.abs(ratio - middle) > 0.06)) return null;
  const slow = odd.map(({ one }) => one);
  return draftOf('straggler', now - span, slow, saysOf(state, slow), [
    reason('wholeSlower', { now: round(rate.mean), before: round(before) }),
    ...loadEvidence(
      state,
      slow,
      rest.map(({ one }) => one),
      now,
    ),
  ]);
}

/** Power says most of how much a GPU does; without one the processor of a task that is one rank. */
function loadOf(state: UnitState, one: RankState): UseTrace | undefined {
  if (one.power.parts.length > 0) return one.power;
  if (one.gpu.parts.length > 0) return one.gpu;
  return state.ofTask(one.seat.task).length === 1 ? state.cpu.get(one.seat.task) : undefined;
}

const saysOf = (state: UnitState, slow: readonly RankState[]) =>
  reason('ranksHoldBack', { ...ranksParams(slow), others: others(state, slow).length });

const waitEvidence = (state: UnitState, slow: readonly RankState[], ms: number) =>
  reason('othersWaitMs', { others: others(state, slow).length, ms: Math.round(ms) });

function stepEvidence(slow: readonly RankState[], rest: readonly RankState[]) {
  const other = median(rest.map(({ steps }) => steps.step ?? 0)) ?? 0;
  const [one] = slow;
  if (one?.steps.step === undefined || other - one.steps.step < 2 * one.steps.stride) return undefined;
  return reason('rankBehind', { rank: one.seat.rank, step: one.steps.step, other });
}

function loadEvidence(state: UnitState, slow: readonly RankState[], rest: readonly RankState[], now: number) {
  const [one] = slow;
  if (one === undefined) return [];
  const from = now - 30_000;
  const mean = (trace: UseTrace | undefined) => trace?.since(from)?.mean;
  const middle = (values: (number | undefined)[]) => median(values.flatMap((value) => value ?? []));
  const [busy, power] = [mean(one.gpu), mean(one.power)];
  const [othersBusy, othersPower] = [middle(rest.map(({ gpu }) => mean(gpu))), middle(rest.map((r) => mean(r.power)))];
  const { rank, node, task } = one.seat;
  if (busy !== undefined && power !== undefined && othersBusy !== undefined && othersPower !== undefined) {
    const [a, b, c, d] = [busy, power, othersBusy, othersPower].map(Math.round) as [number, number, number, number];
    return [reason('gpuDiffers', { rank, node, busy: a, power: b, othersBusy: c, othersPower: d })];
  }
  const cpu = mean(state.cpu.get(task));
  const othersCpu = middle(rest.filter(({ seat }) => seat.task !== task).map((r) => mean(state.cpu.get(r.seat.task))));
  if (cpu === undefined || othersCpu === undefined) return [];
  return [reason('cpuDiffers', { node, now: Math.round(cpu), others: Math.round(othersCpu) })];
}
