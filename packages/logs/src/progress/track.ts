import type { ProgressFacts } from './facts.ts';
import { Pace } from './pace.ts';
import type { ReadProgress } from './read-progress.ts';

/** Which epoch a program is in, by all of its lines. */
export interface EpochPlace {
  epoch?: number | undefined;
  epochs?: number | undefined;
  /** What the first epoch is called: 1, or 0 once such a one was seen. */
  first: number;
}

/** One bar or counter of a program: lines of the same style, label and total. */
export class Track {
  readonly style: string;
  readonly label: string | undefined;
  readonly side: boolean;
  step: number | undefined;
  steps: number | undefined;
  percent: number | undefined;
  rateUnit: string | undefined;
  /** As the program says. */
  printedRate: number | undefined;
  left: number | undefined;
  at: number | null = null;
  /** Steps begin anew with each epoch; once seen it stays so. */
  perEpoch = false;
  readonly pace = new Pace();
  #first: number | undefined;

  constructor({ style, label, side = false }: ReadProgress) {
    this.style = style;
    this.label = label;
    this.side = side;
  }

  /** Whether a line goes on with it. A total that a line leaves out is the one told before. */
  isOf({ style, label, steps }: ReadProgress): boolean {
    if (style !== this.style || label !== this.label) return false;
    return steps === undefined || this.steps === undefined || steps === this.steps;
  }

  get isOver(): boolean {
    if (this.percent !== undefined) return this.percent >= 100;
    return this.step !== undefined && this.steps !== undefined && this.step >= this.steps;
  }

  /** True when it says how far of all it is. */
  get isMeasured(): boolean {
    return this.percent !== undefined || this.steps !== undefined;
  }

  /** Takes what a line told; `before`: the epoch that was known before it. */
  take(facts: ProgressFacts, place: EpochPlace, before: EpochPlace, at: number | null): void {
    const { step, steps, percent, rate, rateUnit, left } = facts;
    const nextEpoch = before.epoch !== undefined && place.epoch !== undefined && place.epoch > before.epoch;
    if (facts.perEpoch || (nextEpoch && step !== undefined && this.step !== undefined && step < this.step))
      this.perEpoch = true;
    this.step = step ?? this.step;
    this.steps = steps ?? this.steps;
    this.percent = percent ?? this.percent;
    this.rateUnit = rateUnit ?? this.rateUnit;
    this.printedRate = rate ?? this.printedRate;
    this.left = left;
    this.#seePerEpoch(place);
    if (at !== null) this.at = at;
    const done = this.done(place);
    if (done === undefined) return;
    this.#first ??= done;
    if (at !== null) this.pace.take(done, at);
  }

  /** A new epoch began, and none of its steps is told yet. */
  beginEpoch(): void {
    if (this.perEpoch && this.steps !== undefined) this.step = 0;
  }

  /** Steps since the start, whichever way they are counted; percent where there are no steps. */
  done({ epoch, first }: EpochPlace): number | undefined {
    if (this.step === undefined) return this.percent;
    if (!this.perEpoch || this.steps === undefined || epoch === undefined) return this.step;
    return (Math.floor(epoch) - first) * this.steps + this.step;
  }

  /** What `done` will be at the end; undefined for a bar of nothing, of which no part can be done. */
  total({ epochs }: EpochPlace): number | undefined {
    if (this.steps === undefined) return this.percent === undefined ? undefined : 100;
    const whole = this.perEpoch ? this.steps * (epochs ?? 0) : this.steps;
    return whole === 0 ? undefined : whole;
  }

  /** Until lines have come with their time: all steps of this log over the time it ran. */
  guess(done: number | undefined, ranMs: number): number | null {
    if (done === undefined || this.#first === undefined || ranMs < 2_000 || done <= this.#first) return null;
    return ((done - this.#first) / ranMs) * 1_000;
  }

  #seePerEpoch({ epoch, epochs, first }: EpochPlace): void {
    if (this.step === undefined || !this.steps || epoch === undefined || !epochs) return;
    // Counted over all epochs, the share of steps lies within that of the epoch.
    const share = this.step / this.steps;
    const passed = epoch - first;
    if (share > (passed + 1.5) / epochs || share < (passed - 0.5) / epochs) this.perEpoch = true;
  }
}
