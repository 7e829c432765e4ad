import type { Command } from 'commander';
import { nodeColumns } from '../cluster/columns.ts';
import type { Cli } from '../verb.ts';
import { nodePlace } from './place.ts';

export function nodeSetUp(noun: Command, cli: Cli): void {
  noun
    .command('set-up')
    .description('Run the set-up task of a node once more, as after one that failed')
    .argument('[node]')
    .option('-c, --cluster <name>', 'its cluster, unless there is only one')
    .action(
      cli.verb(async (context, options: { cluster?: string }, argument) => {
        const params = await nodePlace(context, argument, options.cluster);
        context.printOne(await context.client.call('setUpNode', { params }), nodeColumns);
      }),
    );
}
