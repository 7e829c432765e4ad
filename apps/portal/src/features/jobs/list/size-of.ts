/** How much a job takes: nodes, and what one of them has. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { type ShareFields, shareOf } from '@trainyard/contracts/share-amounts';

export interface JobSize {
  nodes: number;
  /** GPUs of a node, or its vCPUs where it has none; null when the size of the cluster's nodes is not known here. */
  each: { kind: 'gpu' | 'cpu'; count: number } | null;
}

/** What a job takes in its cluster: of each node all, or the share that it asks for. */
export function sizeOf(
  job: Pick<Job, 'nodeCount' | 'cluster'> & ShareFields,
  clusters: ReadonlyMap<string, Cluster>,
): JobSize {
  const cluster = job.cluster === null ? undefined : clusters.get(job.cluster.uid);
  const size = cluster && findNodeSize(cluster.vmSize);
  if (!size) return { nodes: job.nodeCount, each: null };
  const share = shareOf(job, { ...size, cpus: size.vcpus });
  if (share !== null && share.gpus > 0) return { nodes: job.nodeCount, each: { kind: 'gpu', count: share.gpus } };
  if (share !== null) return { nodes: job.nodeCount, each: { kind: 'cpu', count: share.cpus } };
  const each = size.gpus > 0 ? { kind: 'gpu' as const, count: size.gpus } : { kind: 'cpu' as const, count: size.vcpus };
  return { nodes: job.nodeCount, each };
}

/** Units that hold nodes at once: of an array the shards that run. */
const unitsOf = ({ shards, executionState }: Job): number =>
  shards === null || shards === undefined || executionState === 'queued' ? 1 : shards.running;

/** GPUs of several jobs together; those of an unknown size add none. */
export function gpusOf(jobs: readonly Job[], clusters: ReadonlyMap<string, Cluster>): number {
  return jobs.reduce((sum, job) => {
    const { nodes, each } = sizeOf(job, clusters);
    return each?.kind === 'gpu' ? sum + unitsOf(job) * nodes * each.count : sum;
  }, 0);
}
