import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { limitColumns } from './columns.ts';

export function limitList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the limits of workspaces and users, with what they use now')
    .action(
      cli.verb(async (context) => {
        context.printList(await everyItem(context.client, 'listLimits', {}), limitColumns);
      }),
    );
}
