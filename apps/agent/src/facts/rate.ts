/** Turns a growing counter into units per second. Null until there are two readings, and over a reset. */
export interface Rate {
  next(counter: number | undefined, monotonicMs: number): number | null;
}

export function createRate(): Rate {
  let last: { counter: number; at: number } | undefined;
  return {
    next(counter, at) {
      const before = last;
      last = counter === undefined ? undefined : { counter, at };
      if (counter === undefined || before === undefined) return null;
      if (counter < before.counter || at <= before.at) return null;
      return ((counter - before.counter) * 1000) / (at - before.at);
    },
  };
}
