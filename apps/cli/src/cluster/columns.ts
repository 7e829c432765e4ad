import type { Cluster } from '@trainyard/contracts/cluster';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { Node } from '@trainyard/contracts/node';
import { sayReason } from '@trainyard/contracts/reasons';
import { fill } from '@trainyard/contracts/texts';
import type { Column } from '../output/table.ts';

export const clusterColumns: Column<Cluster>[] = [
  { title: 'Name', value: (cluster) => cluster.name },
  { title: 'Resource Group', value: (cluster) => parseWorkspaceRef(cluster.workspace)?.resourceGroup },
  { title: 'Workspace', value: (cluster) => parseWorkspaceRef(cluster.workspace)?.name ?? cluster.workspace },
  { title: 'VM Size', value: (cluster) => cluster.vmSize },
  {
    title: 'State',
    value: (cluster) => (cluster.provisioningState === 'deleting' ? 'deleting' : cluster.allocationState),
  },
  { title: 'Idle', value: (cluster) => cluster.nodeStateCounts.idleNodeCount },
  { title: 'Running', value: (cluster) => cluster.nodeStateCounts.runningNodeCount },
  { title: 'Preparing', value: (cluster) => cluster.nodeStateCounts.preparingNodeCount },
  { title: 'Leaving', value: (cluster) => cluster.nodeStateCounts.leavingNodeCount },
  { title: 'Unusable', value: (cluster) => cluster.nodeStateCounts.unusableNodeCount },
];

/** Why the size is what it is, what is in its way, what went wrong, and which settings its nodes do not get as they are written. */
export function aboutCluster(cluster: Cluster): string[] {
  const size = cluster.targetReason
    ? [fill('{n} {n|node|nodes} wanted: {why}', { n: cluster.targetNodeCount, why: sayReason(cluster.targetReason) })]
    : [];
  const hindered = cluster.scalingHindrance ? [`it stays so: ${sayReason(cluster.scalingHindrance)}`] : [];
  const notes = cluster.notes.map((note) => `note: ${sayReason(note)}`);
  return [...size, ...hindered, ...cluster.errors.map((error) => `error: ${sayReason(error)}`), ...notes];
}

/** A node, and where ssh finds it. */
export type ListedNode = Node & { ipAddress: string | null; port: number | null };

export const nodeColumns: Column<ListedNode>[] = [
  { title: 'ID', value: (node) => node.name },
  { title: 'IP', value: (node) => node.ipAddress ?? node.address },
  { title: 'SSH Port', value: (node) => node.port },
  // Ours at the end, since scripts read columns by their number.
  { title: 'State', value: (node) => node.state },
  { title: 'Health', value: (node) => node.health },
  { title: 'Agent', value: (node) => node.agentVersion },
  { title: 'GPUs', value: (node) => node.found?.gpus.length },
  { title: 'Jobs', value: (node) => node.jobs.map(({ name }) => name ?? 'of another workspace').join(', ') },
  { title: 'Reason', value: (node) => node.reason && sayReason(node.reason) },
  { title: 'Takes work', value: (node) => (node.schedulable ? 'yes' : 'no') },
];

/** The last lines of a set-up task that failed. */
export function setupNotes({ name, setup }: Node): string[] {
  return setup?.stderr ? [`set-up of ${name} wrote last:`, ...setup.stderr.split('\n').map((line) => `  ${line}`)] : [];
}
