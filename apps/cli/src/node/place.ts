import type { Node } from '@trainyard/contracts/node';
import { everyItem } from '@trainyard/sdk/pages';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { onlyCluster } from '../places.ts';

/** How the API names a node. */
export interface NodePlace {
  workspace: string;
  /** Of the cluster. */
  name: string;
  node: string;
}

/** The node of a name or uid, of the cluster given or the only one. Throws UsageError when there is none. */
export async function nodePlace(
  context: Context,
  given: string | undefined,
  cluster: string | undefined,
): Promise<NodePlace> {
  if (given === undefined) throw new UsageError('say which node: add its name');
  const workspace = await context.workspace();
  const name = cluster ?? (await onlyCluster(context.client, workspace));
  const nodes = await nodesOf(context, name);
  const found = nodes.find((node) => node.name === given || node.uid === given);
  if (!found) throw new UsageError(`cluster ${name} has no node ${given}: see "trainyard cluster node list ${name}"`);
  return { workspace, name, node: found.uid };
}

/** The nodes of a cluster of the workspace meant. */
export async function nodesOf(context: Context, cluster: string): Promise<Node[]> {
  const params = { workspace: await context.workspace(), name: cluster };
  return everyItem(context.client, 'listNodes', { params });
}
