import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { experimentColumns } from './columns.ts';

export function experimentList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the experiments of a workspace')
    .action(
      cli.verb(async (context) => {
        const params = { workspace: await context.workspace() };
        context.printList(await everyItem(context.client, 'listExperiments', { params }), experimentColumns);
      }),
    );
}
