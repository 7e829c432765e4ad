/** What a job cost so far, by the price of its cluster's nodes. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Price } from '@trainyard/contracts/cluster';

export interface Cost {
  soFar: number;
  /** While it goes on; 0 once nothing of it holds a node. */
  perHour: number;
  currency: string;
}

/** Nodes count from when they are given to an attempt until it ends. */
export function costOf(attempts: readonly Attempt[], price: Price | null, now: number): Cost | null {
  if (price === null) return null;
  let [nodeMs, nodesNow] = [0, 0];
  for (const { phaseTimes, tasks } of attempts) {
    const from = phaseTimes.allocating ?? phaseTimes.starting ?? phaseTimes.running;
    if (from === undefined) continue;
    const nodes = new Set(tasks.map(({ node }) => node.uid)).size;
    nodeMs += nodes * Math.max(0, (phaseTimes.ended ?? now) - from);
    if (phaseTimes.ended === undefined) nodesNow += nodes;
  }
  const { perNodeHour, currency } = price;
  return { soFar: (nodeMs / 3_600_000) * perNodeHour, perHour: nodesNow * perNodeHour, currency };
}
