import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { fileServerColumns } from './columns.ts';

export function fileServerList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the file servers of a workspace')
    .action(
      cli.verb(async (context) => {
        const params = { workspace: await context.workspace() };
        context.printList(await everyItem(context.client, 'listFileServers', { params }), fileServerColumns);
      }),
    );
}
