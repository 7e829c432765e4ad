/** Nothing goes on, or one does not go on while the others do: who stopped first. */
import { reason } from '@trainyard/contracts/reasons';
import { formatTime } from '@trainyard/contracts/times';
import { median } from './cadence.ts';
import { type Draft, draftOf, others, ranksParams, round, sayRanks } from './draft.ts';
import type { RankState, UnitState } from './unit-state.ts';

/** Words heard before a silence can be long for somebody. */
const wordsLeast = 8;
/** ms of silence that are never a hang: writing a small file, a pause of the machine. */
const leastMs = 15_000;
/** All at once at one step, doing nothing: a checkpoint onto a slow disk looks the same for a while. */
const togetherMs = 180_000;
/** Waiting in a spin, for somebody who still does something or for nobody that can be told. */
const spinMs = 150_000;
/** Somebody is behind, and nothing tells what it does. */
const behindMs = 120_000;
/** It is silent and works on, or nothing tells: an evaluation of ten minutes is longer than all but the longest. */
const workingMs = 600_000;

type Doing = 'stopped' | 'spinning' | 'working' | 'unknown';

/** The whole unit is silent for longer than it ever was, or than its use explains. */
export function hang(state: UnitState, now: number): Draft | null {
  const { lines } = state;
  const alive = state.alive;
  if (alive.length === 0 || lines.count < wordsLeast || lines.last === undefined) return null;
  const silence = lines.silence(now);
  if (silence < Math.max(leastMs, 6 * lines.typical, 2 * lines.longest)) return null;
  const behind = alive.length > 1 ? whoIsOdd(state, lines.last, now) : [];
  const doing = whatTheyDo(state, behind, lines.last, now);
  if (silence < limitOf(doing, behind.length > 0, state)) return null;
  return said(state, behind, doing, now);
}

function limitOf(doing: Doing, behind: boolean, { lines }: UnitState): number {
  if (doing === 'stopped') return behind ? leastMs : togetherMs;
  if (doing === 'spinning') return spinMs;
  if (doing === 'unknown' && behind) return Math.max(behindMs, 3 * lines.longest, 10 * lines.typical);
  return Math.max(workingMs, 6 * lines.longest, 20 * lines.typical);
}

/** Whose GPU stands still while those of the others spin, who is behind by what it said, or whose processes alone do nothing. */
function whoIsOdd(state: UnitState, last: number, now: number): RankState[] {
  const { alive } = state;
  const busy = alive.map((one) => ({ one, mean: one.gpu.since(last + 2_000)?.mean }));
  const still = busy.filter(({ mean }) => mean !== undefined && mean <= 5);
  const spinning = busy.filter(({ mean }) => mean !== undefined && mean >= 90);
  if (still.length > 0 && still.length * 2 <= alive.length && still.length + spinning.length === alive.length)
    return still.map(({ one }) => one);
  const behind = whoIsBehind(alive, last);
  if (behind.length > 0) return behind;
  const does = [...state.cpu.keys()].map((task) => ({ task, does: taskDoes(state, task, last, now) }));
  const stopped = does.filter((one) => one.does === 'stopped');
  // As many that stand still may wait for one that works on.
  if (stopped.length * 2 >= does.length || does.some((one) => one.does === 'unknown')) return [];
  return stopped.flatMap(({ task }) => state.ofTask(task));
}

/** A minority that told an earlier step than the others, or fell silent a little before them. */
function whoIsBehind(alive: readonly RankState[], last: number): RankState[] {
  const telling = alive.filter(({ steps }) => steps.count >= 5);
  const stride = median(telling.map(({ steps }) => steps.stride)) ?? 0;
  const alike = telling.filter(({ steps }) => steps.stride === stride);
  if (stride > 0 && alike.length > 1) {
    const top = Math.max(...alike.map(({ steps }) => steps.step ?? 0));
    const behind = alike.filter(({ steps }) => (steps.step ?? 0) <= top - stride);
    if (behind.length > 0 && behind.length * 2 <= alike.length) return behind;
  }
  const spoke = alive.filter(({ lines }) => lines.count >= wordsLeast);
  const usual = median(spoke.map(({ lines }) => lines.typical)) ?? 0;
  const early = spoke.filter(({ lines }) => {
    const before = last - (lines.last ?? 0);
    const alikeIn = lines.typical <= 2 * usual && lines.typical * 2 >= usual;
    return alikeIn && before >= Math.max(1_000, 0.5 * lines.typical) && before <= 4 * lines.typical + 2_000;
  });
  return early.length > 0 && early.length * 2 <= spoke.length ? early : [];
}

/** What those who are behind do since the last word; all of them where nobody is. */
function whatTheyDo(state: UnitState, behind: readonly RankState[], last: number, now: number): Doing {
  const ranks = behind.length > 0 ? behind : state.alive;
  const spinning = spins(state.alive, last);
  const tasks = [...new Set(ranks.map(({ seat }) => seat.task))];
  const parts = tasks.map((task) => taskDoes(state, task, last, now));
  // While others spin, the one they wait for may still write a checkpoint.
  if (spinning && !(behind.length > 0 && parts.every((one) => one === 'stopped'))) return 'spinning';
  if (parts.some((one) => one === 'unknown')) return 'unknown';
  return parts.every((one) => one === 'stopped') ? 'stopped' : 'working';
}

/** A task that used its processor, or its GPUs, and uses neither any more. */
function taskDoes(state: UnitState, task: number, last: number, now: number): Doing {
  const trace = state.cpu.get(task);
  // The second in which it stopped belongs to both times.
  const cpu = trace?.since(Math.max(last + 2_000, now - 30_000));
  if (cpu === undefined || cpu.count < 4) return 'unknown';
  const usual = trace?.usual(last) ?? 0;
  const gpus = state.ofTask(task).flatMap(({ gpu }) => gpu.since(Math.max(last + 2_000, now - 30_000)) ?? []);
  if (gpus.some(({ mean }) => mean > 5)) return 'working';
  const stopped = cpu.mean <= Math.max(2, 0.05 * usual) && usual >= 5;
  // Before it is known what is usual, nothing at all is told apart by its own weight.
  return stopped || cpu.mean < 0.5 ? 'stopped' : 'working';
}

/** All GPUs say that they are busy, at a power that is flat and less than that of work: kernels that wait. */
function spins(alive: readonly RankState[], last: number): boolean {
  const seen = alive.flatMap(({ gpu, power }) => {
    const [busy, watts] = [gpu.since(last + 2_000), power.since(last + 2_000)];
    const usual = power.usual(last);
    if (busy === undefined || watts === undefined || watts.count < 12 || usual === undefined) return [];
    return [busy.mean >= 95 && watts.spread <= 0.03 * watts.mean && watts.mean <= 0.55 * usual];
  });
  // One that stands still is what the others may wait for.
  return seen.length > 0 && seen.length * 2 >= alive.length && seen.filter((one) => one).length >= 0.7 * seen.length;
}

function said(state: UnitState, behind: readonly RankState[], doing: Doing, now: number): Draft {
  const { lines } = state;
  const last = lines.last ?? now;
  const since = behind.length > 0 ? Math.min(...behind.map((one) => one.lines.last ?? last)) : last;
  const waiting = others(state, behind);
  const step = Math.max(...state.alive.map(({ steps }) => steps.step ?? -1));
  const params = {
    ...ranksParams(behind),
    waitingCount: waiting.length,
    waiting: sayRanks(waiting.map(({ seat }) => seat.rank)),
    at: formatTime(since),
    step,
  };
  const says =
    behind.length === 0
      ? reason('allSilent', { at: formatTime(since) })
      : reason(step < 0 ? 'othersWait' : 'othersWaitAtStep', params);
  return draftOf('hang', since, behind, says, [
    behindEvidence(behind, step),
    ...doingEvidence(state, behind, doing, last, now),
    reason('usualSilence', { seconds: round(lines.typical / 1_000), longest: round(lines.longest / 1_000) }),
  ]);
}

function behindEvidence(behind: readonly RankState[], step: number) {
  const first = behind.find(({ steps }) => steps.step !== undefined && steps.step < step);
  if (first === undefined) return undefined;
  return reason('rankBehind', { rank: first.seat.rank, step: first.steps.step ?? 0, other: step });
}

function doingEvidence(state: UnitState, behind: readonly RankState[], doing: Doing, last: number, now: number) {
  const one = behind[0] ?? state.alive[0];
  if (one === undefined) return [];
  if (doing === 'spinning') {
    const watts = one.power.since(last + 2_000)?.mean ?? 0;
    return [reason('gpusSpin', { power: Math.round(watts), before: Math.round(one.power.usual(last) ?? 0) })];
  }
  const trace = state.cpu.get(one.seat.task);
  const cpu = trace?.since(Math.max(last + 2_000, now - 30_000));
  const usual = trace?.usual(last);
  if (cpu === undefined) return [];
  const node = one.seat.node;
  if (usual === undefined) return [reason('cpuNow', { node, now: Math.round(cpu.mean) })];
  return [reason('cpuFell', { node, now: Math.round(cpu.mean), before: Math.round(usual) })];
}

/** Some say nothing any more while the others go on. */
export function goneSilent(state: UnitState, now: number): Draft | null {
  const alike = state.comparable();
  if (alike.length < 2) return null;
  const step = median(alike.map(({ steps }) => steps.step ?? 0)) ?? 0;
  const gone = alike.filter(({ steps, lines, seat }) => {
    const silence = lines.silence(now);
    if (steps.count < wordsLeast || step - (steps.step ?? 0) < 5 * steps.stride) return false;
    if (silence < Math.max(leastMs, 8 * steps.period, 2 * lines.longest)) return false;
    const doing = taskDoes(state, seat.task, lines.last ?? now, now);
    // Of two, one may have been told to be quiet.
    return doing === 'stopped' || (alike.length > 2 && silence >= Math.max(60_000, 20 * steps.period));
  });
  if (gone.length === 0 || gone.length * 2 > alike.length) return null;
  const since = Math.min(...gone.map(({ lines }) => lines.last ?? now));
  const says = reason('ranksSilent', { ...ranksParams(gone), at: formatTime(since), step });
  return draftOf('hang', since, gone, says, [
    behindEvidence(gone, step),
    ...doingEvidence(state, gone, 'unknown', since, now),
  ]);
}
