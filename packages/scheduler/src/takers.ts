import { reason } from '@trainyard/contracts/reasons';
import { type Claim, Prospect, type View } from './horizon.ts';
import type { Decision } from './interface.ts';
import { QueueBook } from './queue-book.ts';
import type { Runner, Seat } from './seat.ts';
import type { Turn } from './turn.ts';
import {
  type Candidate,
  type Choice,
  choiceFor,
  leastLost,
  lostMs,
  rankedRunners,
  type Victims,
  type Want,
} from './victims.ts';
import { nameOf } from './why.ts';

/** Units of a pass that may take nodes from others: each looks through everything that runs. */
const mostTakers = 16;

/** What a unit takes, or took before and waits for. */
export interface Taking {
  claim: Claim;
  /** Units that stop for it. */
  victims: number;
  /** Undefined when enough is stopping already. */
  preempt: Extract<Decision, { type: 'preempt' }> | undefined;
}

/** Pre-emption within a pass: who makes way for units that wait, the first 16 that lack nodes or their own quota. */
export class Takers {
  readonly #view: View;
  /** What is about to end: stopping ones, and victims of this pass. */
  readonly #doomed: Set<Runner>;
  /** The queues once these have ended and the takers so far have started. */
  readonly #soon: QueueBook;
  /** All that may be stopped; ranked once somebody wants to take. */
  #ranked: Candidate[] | undefined;
  readonly #choices = new Map<string, Choice>();
  readonly #vain = new Set<string>();
  #left = mostTakers;

  constructor(view: View) {
    this.#view = view;
    this.#doomed = new Set();
    this.#soon = new QueueBook(view.pool, view.cluster);
    for (const runner of view.pool.running.ending) {
      if (runner.bound !== Number.NEGATIVE_INFINITY) break;
      this.#doom(runner);
    }
  }

  started({ line, asked }: Turn): void {
    this.#soon.take(this.#soon.of(line.name), asked);
  }

  /** The nodes that a unit gets by what is stopping or by whom it stops; undefined when even that would not do. */
  take(turn: Turn): Taking | undefined {
    if (this.#left === 0) return undefined;
    this.#left -= 1;
    const { unit, shape } = turn;
    const { now } = this.#view;
    const prospect = new Prospect(this.#view, unit, shape);
    for (const runner of this.#doomed) prospect.release(runner, now);
    const line = this.#soon.of(turn.line.name);
    let preempt: Taking['preempt'];
    if (prospect.missing > 0 || !this.#soon.fits(line, turn.asked)) {
      const found = this.#findVictims(turn);
      if (!found) return undefined;
      for (const runner of found.runners) {
        this.#doom(runner);
        prospect.release(runner, now);
      }
      preempt = this.#decision(turn, found);
    }
    this.#soon.take(line, turn.asked);
    const claim = prospect.claim(now);
    return { claim, preempt, victims: this.#stoppingOn(claim.seats, preempt) };
  }

  #doom(runner: Runner): void {
    this.#doomed.add(runner);
    this.#soon.take(this.#soon.of(runner.unit.queue), runner.use, -1);
  }

  #findVictims(turn: Turn): Victims | undefined {
    const { unit, asked } = turn;
    const line = this.#soon.of(turn.line.name);
    // What was in vain once is in vain for all that ask for the same: what may be taken only gets less.
    const key = `${unit.priority}|${turn.level}|${line.name}|${unit.workspaceUid}|${turn.shape.key}`;
    if (this.#vain.has(key)) return undefined;
    const want: Want = {
      view: this.#view,
      soon: this.#soon,
      unit,
      level: turn.level,
      shape: turn.shape,
      line,
      asked,
      doomed: this.#doomed,
    };
    const found = leastLost(this.#choiceFor(want), want);
    if (!found) this.#vain.add(key);
    return found;
  }

  /** Where no queue has to give back, who may be stopped is a matter of priority, age and queue. */
  #choiceFor(want: Want): Choice {
    this.#ranked ??= rankedRunners(this.#view);
    if (want.line.cohort) return choiceFor(this.#ranked, want);
    const key = `${want.unit.priority}|${want.level}|${want.line.name}`;
    let choice = this.#choices.get(key);
    if (!choice) {
      choice = choiceFor(this.#ranked, want);
      this.#choices.set(key, choice);
    }
    return choice;
  }

  #decision({ unit, line }: Turn, { runners, reclaimed }: Victims): Extract<Decision, { type: 'preempt' }> {
    const job = nameOf(unit);
    const why = reclaimed
      ? reason('preemptedForQuota', { queue: line.name, job })
      : reason('preempted', { job, priority: unit.priority });
    const victims = runners.map((runner) => ({ unitUid: runner.unit.uid, lostMs: lostMs(runner, this.#view.now) }));
    return { type: 'preempt', unitUid: unit.uid, victims, why };
  }

  #stoppingOn(seats: readonly Seat[], preempt: Taking['preempt']): number {
    const stopping = new Set(preempt?.victims.map(({ unitUid }) => unitUid));
    for (const seat of seats) {
      for (const runner of seat.holders) if (this.#doomed.has(runner)) stopping.add(runner.unit.uid);
    }
    return stopping.size;
  }
}
