/** What the lines of a training program tell: metrics by step, and how far it is. Pure. */
import { parseMetricLine } from '@trainyard/logs/metric-line';

/** Points kept of a metric; beyond it every second one is dropped, which leaves the shape. */
const pointsMost = 2_000;
/** Metrics kept of a program: a wide Keras log has about 20. */
const metricsMost = 64;
/** The rate is that of the last two minutes: long enough to be calm, short enough to follow. */
export const rateWindowMs = 120_000;
const rateSamplesMost = 256;
/** Two lines closer than this came in one piece: their distance says nothing of the rate. */
const rateLeastMs = 2_000;

export interface MetricPoints {
  /** Steps; the number of the line where a program tells none. Ascending. */
  step: number[];
  value: number[];
}

/** How far a program is. What its log does not tell is null. */
export interface Progress {
  step: number | null;
  steps: number | null;
  epoch: number | null;
  epochs: number | null;
  /** Steps a second. */
  rate: number | null;
  /** ms until it is through, by the rate. */
  eta: number | null;
  /** 0–100. */
  percent: number | null;
  /** Server's ms of the last line that told of progress; null: it was in the log before we looked. */
  at: number | null;
}

export class TrainLog {
  readonly #metrics = new Map<string, MetricPoints>();
  #lines = 0;
  #last: { step?: number; steps?: number; epoch?: number; epochs?: number } = {};
  #at: number | null = null;
  /** Steps begin anew with each epoch; once seen it stays so. */
  #perEpoch = false;
  #timed: { at: number; step: number }[] = [];
  #first: number | undefined;
  /** Grows with every line that told something. */
  version = 0;

  get metrics(): ReadonlyMap<string, MetricPoints> {
    return this.#metrics;
  }

  /** Takes a line; `at`: server's ms at which it came, null where that is not known. */
  take(line: string, at: number | null): void {
    this.#lines += 1;
    const found = parseMetricLine(line);
    if (found === undefined) return;
    const { metrics, ...place } = found;
    if (place.step !== undefined || place.epoch !== undefined) this.#place(place, at);
    const x = this.#globalStep() ?? this.#lines;
    for (const [name, value] of Object.entries(metrics)) this.#put(name, x, value);
    this.version += 1;
  }

  /** How far it is. `now`: server's ms. `startedAt`: when it began to run, for a first guess; null without. */
  progress(now: number, startedAt: number | null): Progress | null {
    const { step, steps, epoch, epochs } = this.#last;
    if (step === undefined && epoch === undefined) return null;
    const share = this.#share();
    const rate = this.#rate() ?? this.#guess(now, startedAt);
    const total = this.#perEpoch && steps !== undefined && epochs !== undefined ? steps * epochs : steps;
    const done = this.#globalStep();
    const left = total !== undefined && done !== undefined ? Math.max(0, total - done) : undefined;
    const eta =
      left !== undefined && rate !== null && rate > 0
        ? Math.max(0, (left / rate) * 1_000 - (this.#at === null ? 0 : now - this.#at))
        : null;
    return {
      step: step ?? null,
      steps: steps ?? null,
      epoch: epoch ?? null,
      epochs: epochs ?? null,
      rate,
      eta,
      percent: share === undefined ? null : 100 * Math.min(1, Math.max(0, share)),
      at: this.#at,
    };
  }

  #place(place: { step?: number; steps?: number; epoch?: number; epochs?: number }, at: number | null): void {
    const before = this.#last;
    const now = { ...before, ...place };
    // A total that a line leaves out is the one told before; a new program in one log tells its own.
    const { step, steps, epoch, epochs } = now;
    const nextEpoch = before.epoch !== undefined && epoch !== undefined && epoch > before.epoch;
    if (nextEpoch && step !== undefined && before.step !== undefined && step < before.step) this.#perEpoch = true;
    if (step !== undefined && steps && epoch !== undefined && epochs) {
      // Counted over all epochs, the share of steps lies within that of the epoch.
      const share = step / steps;
      if (share > (epoch + 0.5) / epochs || share < (epoch - 1.5) / epochs) this.#perEpoch = true;
    }
    this.#last = now;
    if (at !== null) this.#at = at;
    const done = this.#globalStep();
    if (done === undefined) return;
    this.#first ??= done;
    if (at !== null) this.#time(at, done);
  }

  /** Steps since the start, whichever way they are counted. */
  #globalStep(): number | undefined {
    const { step, steps, epoch } = this.#last;
    if (step === undefined) return undefined;
    if (!this.#perEpoch || steps === undefined || epoch === undefined) return step;
    return (epoch - 1) * steps + step;
  }

  #share(): number | undefined {
    const { step, steps, epoch, epochs } = this.#last;
    if (this.#perEpoch && step !== undefined && steps && epoch !== undefined && epochs)
      return (epoch - 1 + step / steps) / epochs;
    if (step !== undefined && steps) return step / steps;
    return epoch !== undefined && epochs ? (epoch - 1) / epochs : undefined;
  }

  #time(at: number, step: number): void {
    const last = this.#timed.at(-1);
    // It began anew, from a checkpoint or another phase: what was before says nothing of now.
    if (last !== undefined && step < last.step) this.#timed = [];
    if (last !== undefined && at === last.at) this.#timed.pop();
    this.#timed.push({ at, step });
    while (this.#timed.length > rateSamplesMost || at - (this.#timed[0]?.at ?? at) > rateWindowMs) this.#timed.shift();
  }

  #rate(): number | null {
    const [first, last] = [this.#timed[0], this.#timed.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < rateLeastMs) return null;
    return ((last.step - first.step) / (last.at - first.at)) * 1_000;
  }

  /** Until lines have come with their time: all steps of this log over the time it ran. */
  #guess(now: number, startedAt: number | null): number | null {
    const done = this.#globalStep();
    if (startedAt === null || done === undefined || this.#first === undefined) return null;
    const ran = now - startedAt;
    return ran < rateLeastMs || done <= this.#first ? null : ((done - this.#first) / ran) * 1_000;
  }

  #put(name: string, step: number, value: number): void {
    let points = this.#metrics.get(name);
    if (points === undefined) {
      if (this.#metrics.size >= metricsMost) return;
      points = { step: [], value: [] };
      this.#metrics.set(name, points);
    }
    // Steps done again after a restart in the same log take the place of the ones before.
    while ((points.step.at(-1) ?? -1) >= step) {
      points.step.pop();
      points.value.pop();
    }
    points.step.push(step);
    points.value.push(value);
    if (points.step.length <= pointsMost) return;
    points.step = points.step.filter((_, at) => at % 2 === 0);
    points.value = points.value.filter((_, at) => at % 2 === 0);
  }
}
