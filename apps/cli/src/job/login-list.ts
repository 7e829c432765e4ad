import type { Command } from 'commander';
import { loginColumns } from '../cluster/login-list.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

export function jobLoginList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List how to sign in by ssh to the nodes that ran a job and still exist')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { job?: string }, argument) => {
        const params = await jobPlace(context, argument, options.job);
        const { items } = await context.client.call('listJobLogins', { params });
        context.printList(items, loginColumns);
      }),
    );
}
