import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

export function storageRemove(noun: Command, cli: Cli): void {
  noun
    .command('remove')
    .alias('delete')
    .description('Forget a storage account and its key; its files stay')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const params = { name: nameOf('storage account', argument, options.name) };
        await confirm(context, `forget storage account ${params.name}`, options.yes);
        await context.client.call('deleteStorageAccount', { params });
      }),
    );
}
