import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { jobColumns } from './columns.ts';

export function jobList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the jobs of a workspace, or of -e, newest first')
    .option('-c, --cluster <name>', 'only of this cluster')
    .option('--state <state>', 'only in this state')
    .option('--max-items <count>', 'at most this many', wholeNumber(1))
    .action(
      cli.verb(async (context, options: { cluster?: string; state?: string; maxItems?: number }) => {
        const { cluster, state, maxItems } = options;
        const query = { cluster, state, experiment: context.globals.experiment };
        const params = { workspace: await context.workspace() };
        context.printList(await everyItem(context.client, 'listJobs', { params, query }, maxItems), jobColumns);
      }),
    );
}
