/** Where an event's object stands, read from its path: `subscription/group/workspace/experiments/E/jobs/J/…`. Pure. */
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { JobAddress } from './keys.ts';

export interface Address {
  workspace: string;
  cluster?: string;
  experiment?: string;
  job?: JobAddress;
}

/** Undefined for what stands in no workspace (tokens). */
export function addressOf(path: string): Address | undefined {
  const [subscription, resourceGroup, name, ...rest] = path.split('/');
  if (subscription === undefined || resourceGroup === undefined || name === undefined) return undefined;
  const workspace = formatWorkspaceRef({ subscription, resourceGroup, name });
  const [kind, first, under, second] = rest;
  if (kind === 'clusters' && first !== undefined) return { workspace, cluster: first };
  if (kind !== 'experiments' || first === undefined) return { workspace };
  if (under !== 'jobs' || second === undefined) return { workspace, experiment: first };
  return { workspace, experiment: first, job: { workspace, experiment: first, name: second } };
}
