import type { JobRow, NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Placement, Resources } from '@trainyard/scheduler/interface';
import { isUsable } from '../scheduling/feed.ts';
import { nodeSizeOf, shareOfJob } from '../scheduling/node-size.ts';

/** Sums of fractions of CPUs miss their total by less than this. */
const rounding = 1e-6;

/**
 * The nodes of a choice in its order, or undefined when it no longer fits what the rows say: a node that takes no work or stands
 * there twice, a GPU that is held, more CPUs or memory than are left, whole nodes that are not empty.
 */
export function nodesThatFit(tx: Tx, job: JobRow, placements: readonly Placement[]): NodeRow[] | undefined {
  const cluster = tx.get('cluster', job.clusterUid);
  if (!cluster || placements.length !== job.spec.nodeCount) return undefined;
  const size = nodeSizeOf(cluster);
  const whole = shareOfJob(job, cluster) === null;
  const nodes: NodeRow[] = [];
  for (const placement of placements) {
    const node = tx.get('node', placement.nodeUid);
    if (!node || node.clusterUid !== cluster.uid || !isUsable(node) || nodes.some(({ uid }) => uid === node.uid))
      return undefined;
    if (!hasRoom(tx, placement, size, whole)) return undefined;
    nodes.push(node);
  }
  return nodes;
}

function hasRoom(tx: Tx, placement: Placement, size: Resources, whole: boolean): boolean {
  const held = tx.where('allocation', { nodeUid: placement.nodeUid, to: null });
  if (whole) return held.length === 0;
  const taken = new Set(held.flatMap(({ gpuIds }) => gpuIds));
  const { gpuIds } = placement;
  const sum = (amount: (of: { cpus: number; memoryBytes: number }) => number): number =>
    held.reduce((all, one) => all + amount(one), amount(placement));
  return (
    new Set(gpuIds).size === gpuIds.length &&
    gpuIds.every((gpu) => gpu >= 0 && gpu < size.gpus && !taken.has(gpu)) &&
    sum(({ cpus }) => cpus) <= size.cpus + rounding &&
    sum(({ memoryBytes }) => memoryBytes) <= size.memoryBytes
  );
}
