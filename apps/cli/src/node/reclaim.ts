import type { Command } from 'commander';
import { nodeColumns } from '../cluster/columns.ts';
import { confirm } from '../confirm.ts';
import type { Cli } from '../verb.ts';
import { nodePlace } from './place.ts';

export function nodeReclaim(noun: Command, cli: Cli): void {
  noun
    .command('reclaim')
    .description('Give a low-priority node notice, as a cloud does: its jobs are requeued when it goes')
    .argument('[node]')
    .option('-c, --cluster <name>', 'its cluster, unless there is only one')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { cluster?: string; yes?: boolean }, argument) => {
        const params = await nodePlace(context, argument, options.cluster);
        await confirm(context, `take node ${argument} back`, options.yes);
        const node = await context.client.call('reclaimNode', { params });
        const until = node.reclaimTime === null ? [] : [`goes at ${node.reclaimTime}`];
        context.printOne(node, nodeColumns, until);
      }),
    );
}
