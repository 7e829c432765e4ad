/** Which of many lines on one scale stands out. Pure. */

/** Fewer lines have no rule to stand out from. */
const linesLeast = 3;
/** A line stands out by this share of the scale at least. */
const apartLeast = 0.12;
/** And by this many times the usual distance from the middle (the median of distances). */
const usualTimes = 5;
/** Where more than one in four stands out, none does: the others are no rule. */
const shareMost = 0.25;

/**
 * Keys of the values that stand out from the median of all. `scale`: from 0 to what is full, in the values' unit. A value that stood out
 * does so until it is well back among the others: `before` keeps a line at the limit from blinking.
 */
export function deviants(
  values: ReadonlyMap<string, number>,
  scale: number,
  before: ReadonlySet<string> = new Set(),
): Set<string> {
  const found = new Set<string>();
  if (values.size < linesLeast || !(scale > 0)) return found;
  const middle = median([...values.values()]);
  const usual = median([...values.values()].map((value) => Math.abs(value - middle)));
  const apart = Math.max(apartLeast * scale, usualTimes * usual);
  for (const [key, value] of values) {
    if (Math.abs(value - middle) > apart * (before.has(key) ? 0.7 : 1)) found.add(key);
  }
  return found.size > Math.max(1, values.size * shareMost) ? new Set() : found;
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
