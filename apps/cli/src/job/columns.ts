import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { Job } from '@trainyard/contracts/job';
import { sayReason } from '@trainyard/contracts/reasons';
import type { ShareFields } from '@trainyard/contracts/share';
import { localTime } from '../output/local-time.ts';
import type { Column } from '../output/table.ts';
import { forecastText } from './forecast-text.ts';

export const jobColumns: Column<Job>[] = [
  { title: 'Name', value: (job) => job.name },
  { title: 'Cluster', value: (job) => job.cluster?.name },
  { title: 'Cluster RG', value: (job) => job.cluster && parseWorkspaceRef(job.cluster.workspace)?.resourceGroup },
  { title: 'Cluster Workspace', value: (job) => job.cluster && parseWorkspaceRef(job.cluster.workspace)?.name },
  { title: 'Tool', value: (job) => job.toolType },
  { title: 'Nodes', value: (job) => job.nodeCount },
  { title: 'State', value: (job) => (job.provisioningState === 'deleting' ? 'deleting' : job.executionState) },
  { title: 'Exit code', value: (job) => job.executionInfo.exitCode },
  // What came later stands at the end: scripts read columns by their number.
  { title: 'Experiment', value: (job) => job.experiment },
  { title: 'Starts about', value: ({ forecast }) => forecast && localTime(forecast.p50, forecast.at) },
  { title: 'Held', value: (job) => (job.held ? 'held' : null) },
  { title: 'Share', value: shareText },
  { title: 'Shards', value: ({ shards }) => shards && `${shards.succeeded}/${shards.count}` },
];

/** What of each node the job asks for, in its own numbers; nothing for whole nodes. */
function shareText({ gpusPerNode, cpusPerNode, memoryPerNode }: Job & ShareFields): string | null {
  const parts = [
    ...(gpusPerNode === undefined ? [] : [`${gpusPerNode} GPU`]),
    ...(cpusPerNode === undefined ? [] : [`${cpusPerNode} CPU`]),
    ...(memoryPerNode === undefined ? [] : [typeof memoryPerNode === 'number' ? `${memoryPerNode} B` : memoryPerNode]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/** Why the job is in its state, one line a reason, and when it is likely to start. */
export function aboutJob(job: Job): string[] {
  const errors = (job.executionInfo.errors ?? []).map((error) => `${error.code}: ${error.message}`);
  const origin = job.resubmittedFrom ? [`submitted again from ${job.resubmittedFrom.name}`] : [];
  return [...job.reasons.map(sayReason), ...errors, ...origin, ...(job.forecast ? [forecastText(job.forecast)] : [])];
}

/** Where the services of a running job are, one line each. */
export function aboutServices({ services }: Job): string[] {
  return services.flatMap(({ name, port, node, state }) =>
    port === null ? [] : [`service ${name}: ${state}, port ${port} of node ${node}`],
  );
}

/** How the shards of an array stand; `job list` has room for those that are done only. */
export function aboutShards({ shards }: Job): string[] {
  if (!shards) return [];
  const { count, waiting, running, retrying, succeeded, failed } = shards;
  const counts = Object.entries({ succeeded, failed, running, 'to start again': retrying, 'never started': waiting });
  const said = counts.filter(([, number]) => number > 0).map(([what, number]) => `${number} ${what}`);
  return [`${count} shards: ${said.join(', ')}`];
}
