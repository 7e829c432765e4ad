/** The design of a cluster that exists. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import { isAssumed } from '../scheduling/draft.ts';

/** The body that would make the cluster again: what was asked for, without secrets, which are never told. */
export function designOf(cluster: Cluster): Record<string, unknown> {
  const { name, vmSize, vmPriority, scaleSettings, nodeSetup, virtualMachineConfiguration } = cluster;
  const { userAccountSettings, subnet, provisioner, tags, nodeLabels, scheduling, price, lowPriority } = cluster;
  return {
    name,
    vmSize,
    vmPriority,
    scaleSettings,
    nodeSetup,
    virtualMachineConfiguration,
    userAccountSettings,
    subnet,
    provisioner,
    nodeLabels: Object.keys(nodeLabels).length === 0 ? undefined : nodeLabels,
    scheduling: isAssumed(scheduling) ? undefined : scheduling,
    price: price ?? undefined,
    lowPriority: lowPriority ?? undefined,
    tags: Object.keys(tags).length === 0 ? undefined : tags,
  };
}
