import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';

export function clusterResize(noun: Command, cli: Cli): void {
  noun
    .command('resize')
    .description('Give a cluster a fixed number of nodes')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .requiredOption('-t, --target <count>', 'nodes wanted', wholeNumber(0))
    .action(
      cli.verb(async (context, options: { name?: string; target: number }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.name) };
        const body = { scaleSettings: { manual: { targetNodeCount: options.target } } };
        const cluster = await context.client.call('updateCluster', { params, body });
        context.printOne(cluster, clusterColumns, aboutCluster(cluster));
      }),
    );
}
