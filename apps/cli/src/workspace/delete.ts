import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

export function workspaceDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description('Delete a workspace with all it holds')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const workspace = nameOf('workspace', argument, options.name ?? context.globals.workspace);
        await confirm(context, `delete workspace ${workspace} with its clusters, experiments and jobs`, options.yes);
        await context.client.call('deleteWorkspace', { params: { workspace } });
      }),
    );
}
