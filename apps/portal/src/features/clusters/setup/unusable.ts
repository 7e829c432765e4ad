/** Nodes that cannot be used, those of one cause together. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import type { Text } from '@trainyard/contracts/texts';

export interface Unusable {
  nodes: Node[];
  reason: Text | null;
  /** The last lines that the set-up task wrote to stderr; empty where it did not fail, or wrote none. */
  stderr: string;
}

/** The causes in the order of their first nodes; many nodes mostly fail for one. */
export function unusableNodes(nodes: readonly Node[]): Unusable[] {
  const found = new Map<string, Unusable>();
  for (const node of nodes) {
    if (node.state !== 'unusable') continue;
    const stderr = node.setup?.stderr.trimEnd() ?? '';
    const key = JSON.stringify([node.reason, stderr]);
    const had = found.get(key);
    if (had) had.nodes.push(node);
    else found.set(key, { nodes: [node], reason: node.reason, stderr });
  }
  return [...found.values()];
}

/** Errors of a cluster that are not told node by node. */
export const ownErrors = ({ errors }: Pick<Cluster, 'errors'>): Text[] =>
  errors.filter(({ code }) => code !== 'nodeUnusable' && code !== 'nodeSetupUnusable');

const ofSetup: ReadonlySet<string | undefined> = new Set(['nodeSetupFailed', 'nodeSetupTimedOut']);

/** True for nodes whose set-up task failed: it can be run once more. */
export const canBeSetUp = ({ reason }: Pick<Unusable, 'reason'>): boolean => ofSetup.has(reason?.code);
