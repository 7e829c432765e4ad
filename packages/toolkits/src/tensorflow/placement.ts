import { type RankBlock, spreadRanks } from '../spread.ts';

export interface Counts {
  nodes: number;
  workers: number;
  parameterServers: number;
}

/** What runs on one node. */
export interface Placed {
  /** Index of its parameter server; null without one. */
  parameterServer: number | null;
  workers: RankBlock;
}

/**
 * Parameter servers on the first nodes, one on each; workers in blocks over all nodes. Fewer workers than nodes go to the last
 * ones, so that those without a parameter server are used first.
 */
export function placeRoles({ nodes, workers, parameterServers }: Counts): Placed[] {
  const working = Math.min(nodes, workers);
  const blocks = spreadRanks(workers, Math.max(1, working));
  const idle = nodes - working;
  return Array.from({ length: nodes }, (_, node) => ({
    parameterServer: node < parameterServers ? node : null,
    workers: node < idle ? { first: 0, count: 0 } : (blocks[node - idle] as RankBlock),
  }));
}
