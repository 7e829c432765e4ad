import type { Clock } from '@trainyard/runtime/clock';

export interface Pace {
  /** Longest time at a stretch, ms; one step of the work may take longer. */
  sliceMs: number;
  /** Rest after each stretch as a multiple of it: 30 leaves the work a thirtieth of the thread. */
  restRatio: number;
}

/** The work was given up before its end. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/**
 * Does work that yields, in slices with rests between them, so that a long thought holds up nobody on its thread. Rejects with
 * GivenUp once `goesOn` says no.
 */
export function inSlices<T>(clock: Clock, pace: Pace, work: Generator<void, T>, goesOn: () => boolean): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const slice = (): void => {
      if (!goesOn()) {
        reject(new GivenUp('given up'));
        return;
      }
      const from = clock.monotonic();
      try {
        for (;;) {
          const step = work.next();
          if (step.done) {
            resolve(step.value);
            return;
          }
          const took = clock.monotonic() - from;
          if (took < pace.sliceMs) continue;
          clock.setTimeout(slice, Math.ceil(took * pace.restRatio));
          return;
        }
      } catch (error) {
        reject(error);
      }
    };
    slice();
  });
}
