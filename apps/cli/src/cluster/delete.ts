import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

export function clusterDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description('Delete a cluster; its jobs stay')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.name) };
        await confirm(context, `delete cluster ${params.name}`, options.yes);
        await context.client.call('deleteCluster', { params });
      }),
    );
}
