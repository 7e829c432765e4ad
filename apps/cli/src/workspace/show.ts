import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { aboutWorkspace, workspaceColumns } from './columns.ts';
import { workspaceNamed } from './named.ts';

export function workspaceShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show a workspace')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const workspace = workspaceNamed(context, argument, options.name);
        const found = await context.client.call('getWorkspace', { params: { workspace } });
        context.printOne(found, workspaceColumns, aboutWorkspace(found));
      }),
    );
}
