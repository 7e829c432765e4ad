/** What follows from a cluster and its nodes. Pure. */
import type { Cluster, DeallocationOption, ScaleSettings } from '@trainyard/contracts/cluster';
import { parseDuration } from '@trainyard/contracts/durations';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import type { GlyphState } from '../../ui/glyph.tsx';

export type Scale =
  | { kind: 'fixed'; count: number; onShrink: DeallocationOption }
  | { kind: 'auto'; least: number; most: number; idleMs: number | undefined };

/** How a cluster is sized. */
export function scaleOf({ scaleSettings }: Pick<Cluster, 'scaleSettings'>): Scale {
  const { manual, autoScale } = scaleSettings as ScaleSettings;
  if (autoScale !== undefined) {
    const { minimumNodeCount: least, maximumNodeCount: most, idleDelay } = autoScale;
    return { kind: 'auto', least, most, idleMs: idleDelay === undefined ? undefined : parseDuration(idleDelay) };
  }
  return {
    kind: 'fixed',
    count: manual?.targetNodeCount ?? 0,
    onShrink: manual?.nodeDeallocationOption ?? 'requeue',
  };
}

const counted = [
  ['running', 'runningNodeCount'],
  ['idle', 'idleNodeCount'],
  ['preparing', 'preparingNodeCount'],
  ['leaving', 'leavingNodeCount'],
  ['unusable', 'unusableNodeCount'],
] as const satisfies readonly (readonly [GlyphState, keyof Cluster['nodeStateCounts']])[];

/** States that nodes of a cluster are in, with how many; what is at work first. */
export function stateCounts({
  nodeStateCounts,
}: Pick<Cluster, 'nodeStateCounts'>): { state: GlyphState; count: number }[] {
  return counted.map(([state, key]) => ({ state, count: nodeStateCounts[key] })).filter(({ count }) => count > 0);
}

export interface GpuSum {
  held: number;
  /** GPUs of nodes that told what they have. */
  total: number;
  /** GPUs that the size promises on nodes that have not told yet. */
  unknown: number;
  /** How many of `total` are simulated. */
  simulated: number;
}

/** GPUs of nodes: how many there are, and how many are given to jobs. */
export function gpuSum(nodes: readonly Pick<Node, 'found' | 'jobs' | 'vmSize'>[]): GpuSum {
  const sum: GpuSum = { held: 0, total: 0, unknown: 0, simulated: 0 };
  for (const { found, jobs, vmSize } of nodes) {
    if (found === null) {
      sum.unknown += findNodeSize(vmSize)?.gpus ?? 0;
      continue;
    }
    const given = new Set(jobs.flatMap(({ gpuIds }) => gpuIds));
    sum.total += found.gpus.length;
    sum.held += found.gpus.filter(({ index }) => given.has(index)).length;
    sum.simulated += found.gpus.filter(({ simulated }) => simulated).length;
  }
  return sum;
}

/** True while a cluster has not the nodes that it wants. */
export const isResizing = ({ allocationState, currentNodeCount, targetNodeCount }: Cluster): boolean =>
  allocationState === 'resizing' || currentNodeCount !== targetNodeCount;

/** True for a node that a person may declare lost: nothing has been heard of it, and it is not yet given up. */
export const mayBeDeclaredLost = ({ health, intent, can }: Pick<Node, 'health' | 'intent' | 'can'>): boolean =>
  health === 'silent' && intent === 'keep' && can.operate === true;

/** Labels of a node that are not its cluster's; one that overrides the cluster's is its own. */
export function ownLabels(
  node: Pick<Node, 'labels'>,
  { nodeLabels }: Pick<Cluster, 'nodeLabels'>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(node.labels).filter(
      ([name, value]) => !Object.hasOwn(nodeLabels, name) || nodeLabels[name] !== value,
    ),
  );
}
