/** What people who hear the page are told of a log that grows: seldom, and every error is counted. Pure. */

/** At most one sentence in this time. */
export const sayEveryMs = 5_000;

export interface Counted {
  lines: number;
  /** Errors so far by who printed them: "rank 3". */
  errors: ReadonlyMap<string, number>;
}

export interface Summary {
  lines: number;
  errors: number;
  /** Who printed the new errors. */
  by: string[];
}

/** What was added between two countings. */
export function summaryOf(before: Counted, now: Counted): Summary {
  const by: string[] = [];
  let errors = 0;
  for (const [who, count] of now.errors) {
    const added = count - (before.errors.get(who) ?? 0);
    if (added <= 0) continue;
    errors += added;
    by.push(who);
  }
  return { lines: Math.max(0, now.lines - before.lines), errors, by };
}

/** Says when the next sentence may come: told of every change, it gives what is to be said, seldom enough. */
export class Summaries {
  #before: Counted;
  #saidAt: number;

  constructor(first: Counted, at: number) {
    this.#before = first;
    this.#saidAt = at;
  }

  /** A sentence's worth, or undefined while it is too early or nothing is new. `at`: ms. */
  next(now: Counted, at: number): Summary | undefined {
    if (at - this.#saidAt < sayEveryMs) return undefined;
    const summary = summaryOf(this.#before, now);
    if (summary.lines === 0 && summary.errors === 0) return undefined;
    this.#before = { lines: now.lines, errors: new Map(now.errors) };
    this.#saidAt = at;
    return summary;
  }
}
