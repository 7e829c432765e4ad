import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

export function jobDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description('Delete a job with its logs and files; a running one is terminated first')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const params = await jobPlace(context, argument, options.name);
        await confirm(context, `delete job ${params.name} with its logs and files`, options.yes);
        await context.client.call('deleteJob', { params });
      }),
    );
}
