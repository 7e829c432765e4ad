import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { storageColumns } from './columns.ts';

export function storageList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List storage accounts')
    .action(
      cli.verb(async (context) => {
        context.printList(await everyItem(context.client, 'listStorageAccounts', {}), storageColumns);
      }),
    );
}

export function storageShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show a storage account')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const params = { name: nameOf('storage account', argument, options.name) };
        context.printOne(await context.client.call('getStorageAccount', { params }), storageColumns);
      }),
    );
}
