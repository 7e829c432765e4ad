import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
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
        context.printList(nodes, nodeColumns);
        for (const line of nodes.flatMap(setupNotes)) context.note(line);
      }),
    );
}
