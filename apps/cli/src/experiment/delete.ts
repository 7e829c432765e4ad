import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

export function experimentDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description('Delete an experiment; its running jobs are terminated')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const name = nameOf('experiment', argument, options.name ?? context.globals.experiment);
        const params = { workspace: await context.workspace(), name };
        await confirm(context, `delete experiment ${name} with its jobs`, options.yes);
        await context.client.call('deleteExperiment', { params });
      }),
    );
}
