import type { Command } from 'commander';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { experimentColumns } from './columns.ts';

export function experimentShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show an experiment')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const name = nameOf('experiment', argument, options.name ?? context.globals.experiment);
        const params = { workspace: await context.workspace(), name };
        context.printOne(await context.client.call('getExperiment', { params }), experimentColumns);
      }),
    );
}
