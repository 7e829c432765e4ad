import { median } from './cadence.ts';

/** Steps kept: ten seconds of a program that prints ten a second. */
const keptMost = 96;
/** Of these the usual distances are told. */
const latelyMost = 17;

interface Summary {
  period: number;
  stride: number;
  rate: number | null;
}

/** When a rank told which step. */
export class StepTimes {
  #steps: number[] = [];
  #times: number[] = [];
  #summary: Summary | undefined;
  /** How often a step was told since it last began anew. */
  count = 0;

  /** A step that goes back begins anew; one that is told again changes nothing. */
  take(step: number, at: number): void {
    const last = this.step;
    if (step === last) return;
    if (last !== undefined && step < last) {
      this.#steps = [];
      this.#times = [];
      this.count = 0;
    }
    this.#steps.push(step);
    this.#times.push(at);
    this.count += 1;
    this.#summary = undefined;
    if (this.#steps.length > keptMost) {
      this.#steps.shift();
      this.#times.shift();
    }
  }

  get step(): number | undefined {
    return this.#steps.at(-1);
  }

  /** ms at which the newest step was told. */
  get at(): number | undefined {
    return this.#times.at(-1);
  }

  /** ms at which it told this very step; undefined when it did not, or long ago. */
  when(step: number): number | undefined {
    const at = this.#steps.lastIndexOf(step);
    return at === -1 ? undefined : this.#times[at];
  }

  /** Steps told of late, ascending. */
  get known(): readonly number[] {
    return this.#steps;
  }

  /** Median ms between two that were told; 0 before there are two. */
  get period(): number {
    return this.#summed().period;
  }

  /** By how much steps go up from one that is told to the next, mostly. */
  get stride(): number {
    return this.#summed().stride;
  }

  /** Steps a second over what is kept; null before there are four. */
  get rate(): number | null {
    return this.#summed().rate;
  }

  #summed(): Summary {
    if (this.#summary !== undefined) return this.#summary;
    const [steps, times] = [this.#steps, this.#times];
    const between = (values: readonly number[]) => values.slice(1).map((value, at) => value - (values[at] as number));
    const ms = (times.at(-1) ?? 0) - (times[0] ?? 0);
    const rate = steps.length < 4 || ms <= 0 ? null : (((steps.at(-1) ?? 0) - (steps[0] ?? 0)) * 1_000) / ms;
    const lately = (values: readonly number[]) => median(between(values.slice(-latelyMost))) ?? 0;
    this.#summary = { period: lately(times), stride: lately(steps), rate };
    return this.#summary;
  }
}
