import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { type ShareFields, shareOf } from '@trainyard/contracts/share';
import type { ClusterRow, JobRow } from '@trainyard/db/entities';
import type { Resources } from '@trainyard/scheduler/interface';

/** What an empty node of a cluster has; one CPU when the catalogue lacks its size. */
export function nodeSizeOf({ spec }: Pick<ClusterRow, 'spec'>): Resources {
  const size = findNodeSize(spec.vmSize);
  return { gpus: size?.gpus ?? 0, cpus: size?.vcpus ?? 1, memoryBytes: size?.memoryBytes ?? 0 };
}

/** The part of each node that a job asks for; null for whole nodes. */
export function shareOfJob({ spec }: Pick<JobRow, 'spec'>, cluster: Pick<ClusterRow, 'spec'>): Resources | null {
  return shareOf(spec, nodeSizeOf(cluster));
}

/** GPUs of each node that a job gets on a cluster: those that it asks for, else all of a node. */
export function gpusPerNodeOf(job: ShareFields, cluster: Pick<ClusterRow, 'spec'>): number {
  const size = nodeSizeOf(cluster);
  return (shareOf(job, size) ?? size).gpus;
}
