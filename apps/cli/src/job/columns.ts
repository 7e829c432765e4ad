import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { Job } from '@trainyard/contracts/job';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Column } from '../output/table.ts';

export const jobColumns: Column<Job>[] = [
  { title: 'Name', value: (job) => job.name },
  { title: 'Experiment', value: (job) => job.experiment },
  { title: 'Cluster', value: (job) => job.cluster?.name },
  { title: 'Cluster RG', value: (job) => job.cluster && parseWorkspaceRef(job.cluster.workspace)?.resourceGroup },
  { title: 'Cluster Workspace', value: (job) => job.cluster && parseWorkspaceRef(job.cluster.workspace)?.name },
  { title: 'Tool', value: (job) => job.toolType },
  { title: 'Nodes', value: (job) => job.nodeCount },
  { title: 'State', value: (job) => (job.provisioningState === 'deleting' ? 'deleting' : job.executionState) },
  { title: 'Exit code', value: (job) => job.executionInfo.exitCode },
];

/** Why the job is in its state, one line a reason. */
export function aboutJob(job: Job): string[] {
  const errors = (job.executionInfo.errors ?? []).map((error) => `${error.code}: ${error.message}`);
  return [...job.reasons.map(sayReason), ...errors];
}
