/** Which of the nodes that a page follows are current, by the clock of their agents. Pure. */
import type { Followed } from './followed.ts';
import { budgetOf } from './freshness.ts';

export interface StaleNode {
  uid: string;
  /** Null: no list that the page has names it. */
  name: string | null;
  /** ms since its newest sample, whole seconds. */
  ageMs: number;
}

export interface PageFreshness {
  /** Nodes whose newest sample is within the budget of a node. */
  current: number;
  /** The others, the longest silent first. */
  stale: readonly StaleNode[];
  /** GPUs on the page whose samples are simulated. */
  simulatedGpus: number;
}

/** What the page knows of nodes from its lists. */
export interface KnownNodes {
  /** By uid. */
  names: ReadonlyMap<string, string>;
  /** Simulated GPUs of a node. */
  simulated(uid: string): readonly string[];
  /** True when the node is gone, or when no attempt of a job runs there any more: then its silence is no news. */
  isOver(uid: string, kind: Followed['kind']): boolean;
}

/** Sums up what is followed at `now`, server's ms. */
export function pageFreshness(all: Iterable<Followed>, known: KnownNodes, now: number): PageFreshness {
  const newest = new Map<string, { at: number; budgetMs: number }>();
  const simulated = new Set<string>();
  for (const store of all) {
    for (const gpu of store.simulated) simulated.add(gpu);
    if (!store.isLive) continue;
    for (const [uid, at] of store.heard) {
      if (known.isOver(uid, store.kind)) continue;
      // A job may have some of its node's GPUs only: of those its samples tell.
      if (store.kind !== 'job') for (const gpu of known.simulated(uid)) simulated.add(`${uid} ${gpu}`);
      const budgetMs = budgetOf('cpu.utilisation', store.watchedSinceOf(uid), now);
      const before = newest.get(uid);
      if (before === undefined || at > before.at) newest.set(uid, { at, budgetMs });
    }
  }
  const stale: StaleNode[] = [];
  for (const [uid, { at, budgetMs }] of newest) {
    const ageMs = now - at;
    if (ageMs > budgetMs)
      stale.push({ uid, name: known.names.get(uid) ?? null, ageMs: Math.floor(ageMs / 1_000) * 1_000 });
  }
  stale.sort((a, b) => b.ageMs - a.ageMs || (a.uid < b.uid ? -1 : 1));
  return { current: newest.size - stale.length, stale, simulatedGpus: simulated.size };
}
