import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';

export function clusterAutoScale(noun: Command, cli: Cli): void {
  noun
    .command('auto-scale')
    .description('Let a cluster grow and shrink with its jobs')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .requiredOption('--min <count>', 'fewest nodes', wholeNumber(0))
    .requiredOption('--max <count>', 'most nodes', wholeNumber(0))
    .action(
      cli.verb(async (context, options: { name?: string; min: number; max: number }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.name) };
        if (options.min > options.max) throw new UsageError(`--min ${options.min} is more than --max ${options.max}`);
        const autoScale = { minimumNodeCount: options.min, maximumNodeCount: options.max };
        const cluster = await context.client.call('updateCluster', { params, body: { scaleSettings: { autoScale } } });
        context.printOne(cluster, clusterColumns, aboutCluster(cluster));
      }),
    );
}
