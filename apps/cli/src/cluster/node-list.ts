import { Fault } from '@trainyard/contracts/errors';
import type { RemoteLogin } from '@trainyard/contracts/remote-login';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { nodeColumns, setupNotes } from './columns.ts';

export function clusterNodeList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the nodes of a cluster')
    .argument('[cluster]')
    .option('-c, --cluster <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { cluster?: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.cluster) };
        const nodes = await everyItem(context.client, 'listNodes', { params });
        const logins = await loginsOf(context, params);
        const listed = nodes.map((node) => {
          const { ipAddress = null, port = null } = logins.find(({ nodeId }) => nodeId === node.uid) ?? {};
          return { ...node, ipAddress, port };
        });
        context.printList(listed, nodeColumns);
        for (const line of nodes.flatMap(setupNotes)) context.note(line);
      }),
    );
}

/** Where ssh finds the nodes of a cluster. Those who may not sign in still see the nodes. */
export async function loginsOf(
  { client }: Context,
  { workspace, name }: { workspace: string; name: string },
): Promise<RemoteLogin[]> {
  try {
    return await everyItem(client, 'listClusterLogins', { params: { workspace, name } });
  } catch (error) {
    if (error instanceof Fault && error.code === 'Forbidden') return [];
    throw error;
  }
}
