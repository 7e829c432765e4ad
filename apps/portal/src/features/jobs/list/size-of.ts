/** How much a job takes: nodes, and what one of them has. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { findNodeSize } from '@trainyard/contracts/node-sizes';

export interface JobSize {
  nodes: number;
  /** GPUs of a node, or its vCPUs where it has none; null when the size of the cluster's nodes is not known here. */
  each: { kind: 'gpu' | 'cpu'; count: number } | null;
}

/** What a job takes in its cluster. */
export function sizeOf(job: Pick<Job, 'nodeCount' | 'cluster'>, clusters: ReadonlyMap<string, Cluster>): JobSize {
  const cluster = job.cluster === null ? undefined : clusters.get(job.cluster.uid);
  const size = cluster && findNodeSize(cluster.vmSize);
  if (!size) return { nodes: job.nodeCount, each: null };
  const each = size.gpus > 0 ? { kind: 'gpu' as const, count: size.gpus } : { kind: 'cpu' as const, count: size.vcpus };
  return { nodes: job.nodeCount, each };
}

/** GPUs of several jobs together; those of an unknown size add none. */
export function gpusOf(jobs: readonly Job[], clusters: ReadonlyMap<string, Cluster>): number {
  return jobs.reduce((sum, job) => {
    const { nodes, each } = sizeOf(job, clusters);
    return each?.kind === 'gpu' ? sum + nodes * each.count : sum;
  }, 0);
}
