/** Ms of the machine's monotonic clock: the same in every process. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Ticks of the wall clock that are looked at: of one, the scheduler may have seen the end late. */
const ticks = 9;

/**
 * What to add to a time of the wall clock, whole ms, to have the monotonic time at which that ms began. Looks at the very moments
 * at which the wall clock ticks, so it is exact to some µs.
 */
export function wallToMonotonic(): number {
  const seen: number[] = [];
  for (let last = Date.now(); seen.length < ticks; ) {
    const now = Date.now();
    const at = monotonicMs();
    if (now === last) continue;
    last = now;
    seen.push(at - now);
  }
  // A tick can only be seen late.
  return Math.min(...seen);
}
