import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { groupOf, standsIn } from '../places.ts';
import type { Cli } from '../verb.ts';
import { workspaceColumns } from './columns.ts';

export function workspaceList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List workspaces, of all subscriptions and groups or those that -g and --subscription name')
    .action(
      cli.verb(async (context) => {
        const all = await everyItem(context.client, 'listWorkspaces', {});
        const group = groupOf(context.globals, context.settings);
        context.printList(
          all.filter((workspace) => standsIn(group, workspace)),
          workspaceColumns,
        );
      }),
    );
}
