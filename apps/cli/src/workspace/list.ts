import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { workspaceColumns } from './columns.ts';

export function workspaceList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List workspaces')
    .action(
      cli.verb(async (context) => {
        context.printList(await everyItem(context.client, 'listWorkspaces', {}), workspaceColumns);
      }),
    );
}
