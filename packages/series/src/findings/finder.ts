/**
 * Finds what is wrong with a unit that runs, by what its ranks print and use: no rules to write. It is told facts as they come and
 * looked at once a second; time comes with the facts.
 */
import type { Finding } from '@trainyard/contracts/vitals';
import { median } from './cadence.ts';
import type { Draft } from './draft.ts';
import { idle, starved } from './gpu-use.ts';
import { goneSilent, hang } from './hang.ts';
import { straggler } from './straggler.ts';
import { type RankSeat, UnitState } from './unit-state.ts';

/** ms that something must be found without a break before it is said, and be gone before it is taken back. */
const beginMs: Record<Finding['kind'], number> = { hang: 0, straggler: 5_000, idle: 0, starved: 30_000 };
const endMs: Record<Finding['kind'], number> = { hang: 0, straggler: 15_000, idle: 0, starved: 60_000 };
/** ms between two looks of the detectors that hold ranks against each other, and of those that go by half minutes. */
const lookMs = { ranks: 3_000, use: 10_000 };

interface Held {
  key: string;
  finding: Draft;
  /** Since when it is found, and when it was found last. */
  from: number;
  seen: number;
  said: boolean;
}

/** What a detector found when it last looked. */
interface Look {
  at: number;
  found: Draft | null;
}

const keyOf = ({ kind, ranks }: Draft): string => `${kind} ${ranks.join(',')}`;

export class Finder {
  readonly #state: UnitState;
  #held: Held | undefined;
  readonly #ranks: Look = { at: Number.NEGATIVE_INFINITY, found: null };
  readonly #use: Look = { at: Number.NEGATIVE_INFINITY, found: null };

  constructor(seats: readonly RankSeat[]) {
    this.#state = new UnitState(seats);
  }

  /** A rank printed something. All times are the server's ms. */
  line(rank: number, at: number): void {
    this.#state.ranks.get(rank)?.lines.take(at);
    this.#state.lines.take(at);
  }

  /** A rank told which step it is at, over all epochs. */
  step(rank: number, step: number, at: number): void {
    this.#state.ranks.get(rank)?.steps.take(step, at);
  }

  /** Use of the GPUs of a rank, in percent and watts: the mean where it has several. */
  gpu(rank: number, at: number, busy: number | null, power: number | null): void {
    const state = this.#state.ranks.get(rank);
    if (busy !== null) state?.gpu.take(at, busy);
    if (power !== null) state?.power.take(at, power);
  }

  /** Use of the processors by a task, in percent of one. */
  cpu(task: number, at: number, percent: number): void {
    this.#state.cpu.get(task)?.take(at, percent);
  }

  /** The process of a rank has ended: its silence says nothing. */
  over(rank: number): void {
    const state = this.#state.ranks.get(rank);
    if (state !== undefined) state.over = true;
  }

  /** What stands out now; null when all is well, or nothing can be told. */
  look(now: number): Finding | null {
    this.#takeRate(now);
    const state = this.#state;
    const ranks = () => again(this.#ranks, lookMs.ranks, now, () => goneSilent(state, now) ?? straggler(state, now));
    const use = () => again(this.#use, lookMs.use, now, () => idle(state, now) ?? starved(state, now));
    this.#hold(hang(state, now) ?? ranks() ?? use(), now);
    return this.#held?.said ? this.#held.finding : null;
  }

  #hold(found: Draft | null, now: number): void {
    const held = this.#held;
    if (found !== null && held?.key === keyOf(found)) {
      held.finding = { ...found, since: held.finding.since };
      held.seen = now;
    } else if (held?.said && now - held.seen < endMs[held.finding.kind] && found?.kind !== 'hang') {
      return;
    } else {
      this.#held =
        found === null ? undefined : { key: keyOf(found), finding: found, from: now, seen: now, said: false };
    }
    const holding = this.#held;
    if (holding !== undefined && now - holding.from >= beginMs[holding.finding.kind]) holding.said = true;
  }

  /** The steps of the whole are those of most of its ranks. */
  #takeRate(now: number): void {
    const rates = this.#state.alive.flatMap(({ steps }) => {
      const rate = steps.rate;
      if (rate === null || steps.at === undefined) return [];
      // A step that is overdue makes it slower before it is told.
      return [Math.min(rate, (steps.stride * 1_000) / Math.max(1, now - steps.at - steps.period / 2))];
    });
    const rate = median(rates);
    if (rate !== undefined) this.#state.rate.take(now, rate);
  }
}

/** Looks again once it is time, else answers what was found. */
function again(last: Look, ms: number, now: number, look: () => Draft | null): Draft | null {
  if (now - last.at >= ms) {
    last.at = now;
    last.found = look();
  }
  return last.found;
}
