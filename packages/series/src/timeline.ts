/** Frames of one series into one timeline: agents send frames again after a cut, late, and in any order. */

/** Samples from `t0` ms on, `step` ms apart; a gap is null. */
export interface Run {
  t0: number;
  step: number;
  values: readonly (number | null)[];
}

/** Most samples of a timeline: twelve days at 1 Hz. A wider range is asked for down-sampled. */
export const timelineSamplesMax = 1_048_576;

/** How far a frame may start from where the one before ended and still go on from it, as a share of a step. */
const jitter = 0.25;

/**
 * Gives each sample of runs that come in order of their start once: what was sent again (the same time within half a
 * step) is left out, so of two samples for one time that of the earlier run counts. Gaps are not given.
 */
export class SampleWalk {
  #through = Number.NEGATIVE_INFINITY;

  next({ t0, step, values }: Run, visit: (time: number, value: number) => void): void {
    const first = Math.max(0, Math.ceil((this.#through - t0) / step - 0.5));
    for (let at = first; at < values.length; at++) {
      const value = values[at];
      if (value !== null && value !== undefined) visit(t0 + at * step, value);
    }
    this.#through = Math.max(this.#through, t0 + values.length * step);
  }
}

/** {@link SampleWalk} of runs in any order; of runs with the same start the first given counts. */
export function eachSample(runs: readonly Run[], visit: (time: number, value: number) => void): void {
  const walk = new SampleWalk();
  for (const run of [...runs].sort((a, b) => a.t0 - b.t0)) walk.next(run, visit);
}

/** True when `run` goes on where `before` ends, so that both can be one run. */
export function continues(before: { t0: number; step: number; length: number }, run: Run): boolean {
  if (before.step !== run.step) return false;
  return Math.abs(before.t0 + before.length * before.step - run.t0) <= jitter * run.step;
}

/**
 * One timeline on the grid of the earliest run's start and the smallest step; what no run covers is null. Undefined when
 * there is no run. Throws a RangeError when the range holds more than {@link timelineSamplesMax} samples.
 */
export function mergeRuns(runs: readonly Run[]): Run | undefined {
  if (runs.length === 0) return undefined;
  const t0 = runs.reduce((least, run) => Math.min(least, run.t0), Number.POSITIVE_INFINITY);
  const step = runs.reduce((least, run) => Math.min(least, run.step), Number.POSITIVE_INFINITY);
  const end = runs.reduce((most, run) => Math.max(most, run.t0 + run.values.length * run.step), t0);
  const length = Math.round((end - t0) / step);
  if (length > timelineSamplesMax) {
    throw new RangeError(
      `${length} samples are more than ${timelineSamplesMax}: ask for a shorter range or fewer points`,
    );
  }
  const values: (number | null)[] = new Array(length).fill(null);
  eachSample(runs, (time, value) => {
    const at = Math.round((time - t0) / step);
    if (at < length && values[at] === null) values[at] = value;
  });
  return { t0, step, values };
}
