/** Fewer failures than this on a node are chance. */
const leastTimes = 3;

/**
 * The node that stands out among those of a family, by how often each was hit (most first): at least three times and more than half of all,
 * although jobs ran on `ranOn` nodes, more than one. Null when none does.
 */
export function standsOut(
  places: readonly (readonly [node: string, times: number])[],
  all: number,
  ranOn: number,
): string | null {
  const [node, times] = places[0] ?? [null, 0];
  return ranOn > 1 && times >= leastTimes && times * 2 > all ? node : null;
}
