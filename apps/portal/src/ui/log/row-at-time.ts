/** Which row stands at an instant: found by halves, so that a log of any length is asked for a few pages of times. Pure. */

/** Rows without a time that are passed over to find one that has: lines of an old agent, or the end that has no time yet. */
const passedMost = 64;

export interface TimedRows {
  /** Rows [from, to) are in the order of time. */
  from: number;
  to: number;
  /** When a row was printed, ms since 1970; 0 where nobody knows. */
  timeOf(row: number): number | Promise<number>;
}

/** The last row that was printed at `at` or before; undefined when the first was printed later, or `isOver` says that nobody waits. */
export async function rowAtTime(rows: TimedRows, at: number, isOver = () => false): Promise<number | undefined> {
  let low = rows.from;
  let high = rows.to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let known = middle;
    let time = await rows.timeOf(known);
    while (time === 0 && known > low && middle - known < passedMost && !isOver()) {
      known -= 1;
      time = await rows.timeOf(known);
    }
    if (isOver()) return undefined;
    // What has no time stands with what is before it.
    if (time <= at) low = middle + 1;
    else high = known;
  }
  return low === rows.from ? undefined : low - 1;
}
