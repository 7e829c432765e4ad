/** Ranks of one node: `count` of them, from `first`. */
export interface RankBlock {
  first: number;
  count: number;
}

/** Spreads ranks over nodes evenly and in blocks: rank r and r+1 share a node where they can, earlier nodes take the rest. */
export function spreadRanks(ranks: number, nodes: number): RankBlock[] {
  const each = Math.floor(ranks / nodes);
  const more = ranks % nodes;
  return Array.from({ length: nodes }, (_, node) => ({
    first: node * each + Math.min(node, more),
    count: each + (node < more ? 1 : 0),
  }));
}

/**
 * GPUs of a node for each of its ranks, in blocks; earlier ranks take the rest. Null when there are fewer GPUs than
 * ranks: every rank sees them all, since which to share is the program's choice.
 */
export function splitGpus(gpuIds: readonly number[], ranks: number): number[][] | null {
  if (ranks === 0 || gpuIds.length < ranks) return null;
  return spreadRanks(gpuIds.length, ranks).map(({ first, count }) => gpuIds.slice(first, first + count));
}
