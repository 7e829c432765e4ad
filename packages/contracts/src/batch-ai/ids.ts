import { resourceGroupName, resourceName, subscriptionName } from '../names.ts';
import type { WorkspaceKey } from '../workspace-key.ts';

/** What Batch AI has ids of. */
export type ResourceKind = 'workspace' | 'cluster' | 'fileServer' | 'experiment' | 'job';

/** What an id names; `name` is that of the workspace itself where it is one. */
export type ResourceId =
  | { kind: 'workspace' | 'cluster' | 'fileServer' | 'experiment'; workspace: WorkspaceKey; name: string }
  | { kind: 'job'; workspace: WorkspaceKey; experiment: string; name: string };

/** `type` of each as the service returned it, the lower-case s included. */
export const resourceTypes = {
  workspace: 'Microsoft.BatchAI/workspaces',
  cluster: 'Microsoft.BatchAI/workspaces/clusters',
  fileServer: 'Microsoft.BatchAI/workspaces/fileservers',
  experiment: 'Microsoft.BatchAI/workspaces/experiments',
  job: 'Microsoft.BatchAI/workspaces/experiments/jobs',
} as const satisfies Record<ResourceKind, string>;

/** The id as the service wrote it. */
export function formatResourceId(id: ResourceId): string {
  const { subscription, resourceGroup, name } = id.workspace;
  const workspace = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.BatchAI/workspaces/${name}`;
  switch (id.kind) {
    case 'workspace':
      return workspace;
    case 'cluster':
      return `${workspace}/clusters/${id.name}`;
    case 'fileServer':
      return `${workspace}/fileservers/${id.name}`;
    case 'experiment':
      return `${workspace}/experiments/${id.name}`;
    case 'job':
      return `${workspace}/experiments/${id.experiment}/jobs/${id.name}`;
  }
}

const pattern =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.BatchAI\/workspaces\/([^/]+)(?:\/(?:(clusters|fileservers|experiments)\/([^/]+)|experiments\/([^/]+)\/jobs\/([^/]+)))?\/?$/i;

const kinds = { clusters: 'cluster', fileservers: 'fileServer', experiments: 'experiment' } as const;

/** Reads an id, whatever the case of its fixed words; undefined when it is none of Batch AI, or holds a name that none can have. */
export function parseResourceId(text: string): ResourceId | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, subscription = '', resourceGroup = '', workspace = '', collection, child, experiment, job] = match;
  const names = [workspace, child, experiment, job].filter((name) => name !== undefined);
  const wellNamed =
    subscriptionName.safeParse(subscription).success &&
    resourceGroupName.safeParse(resourceGroup).success &&
    names.every((name) => resourceName.safeParse(name).success);
  if (!wellNamed) return undefined;
  const key = { subscription, resourceGroup, name: workspace };
  if (experiment !== undefined && job !== undefined) return { kind: 'job', workspace: key, experiment, name: job };
  if (collection === undefined || child === undefined) return { kind: 'workspace', workspace: key, name: workspace };
  return { kind: kinds[collection.toLowerCase() as keyof typeof kinds], workspace: key, name: child };
}
