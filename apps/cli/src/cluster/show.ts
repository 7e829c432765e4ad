import type { Command } from 'commander';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';

export function clusterShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show a cluster')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.name) };
        const cluster = await context.client.call('getCluster', { params });
        context.printOne(cluster, clusterColumns, aboutCluster(cluster));
      }),
    );
}
