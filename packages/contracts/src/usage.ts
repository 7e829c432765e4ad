import * as z from 'zod';
import { familyOf, findNodeSize, type NodeFamily, nodeFamilies } from './node-sizes.ts';

/** How much of something is in use, and how much may be: Batch AI's usages. */
export const usage = z.object({
  /** Stable: `Clusters`, or Batch AI's name of a family of node sizes. */
  name: z.string(),
  /** The same for people. */
  label: z.string(),
  unit: z.literal('Count'),
  currentValue: z.number(),
  /** Null: nothing limits it. */
  limit: z.number().nullable(),
});
export type Usage = z.infer<typeof usage>;

/** Clusters and their nodes, as they are counted. */
export interface CountedClusters {
  clusters: number;
  nodes: readonly { vmSize: string; vmPriority: string; count: number }[];
}

/** The two sorts of nodes as the service called them: in its names and for people. */
const sorts = [
  { priority: 'dedicated', name: 'Dedicated', label: 'Dedicated' },
  { priority: 'lowpriority', name: 'LowPriority', label: 'Low Priority' },
] as const;

/**
 * What is told of usage, in the order and by the names of Batch AI: clusters, then the processors of their nodes by sort and family. Nothing here
 * limits how many nodes there may be: what workspaces and users may use of them at once is limited where jobs start.
 */
export function usagesOf({ clusters, nodes }: CountedClusters): Usage[] {
  const count = (priority: string, family?: NodeFamily): number =>
    nodes
      .filter(({ vmSize, vmPriority }) => vmPriority === priority && (!family || familyOf(vmSize) === family))
      .reduce((sum, { vmSize, count }) => sum + count * (findNodeSize(vmSize)?.vcpus ?? 0), 0);
  const told = (name: string, label: string, currentValue: number): Usage => ({
    name,
    label,
    unit: 'Count',
    currentValue,
    limit: null,
  });
  return [
    told('Clusters', 'Clusters', clusters),
    ...sorts.flatMap(({ priority, name, label }) => [
      told(`Total Cluster ${name} Regional vCPUs`, `Total Cluster ${label} Regional vCPUs`, count(priority)),
      ...nodeFamilies.map((family) =>
        told(
          `Standard ${family} Family Cluster ${name} vCPUs`,
          `Standard ${family} Family Cluster ${label} vCPUs`,
          count(priority, family),
        ),
      ),
    ]),
  ];
}
