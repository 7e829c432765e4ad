import type { Job } from '@trainyard/contracts/job';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { jobColumns } from './columns.ts';
import { fareColumns, faresOf } from './fares.ts';
import { type FilterOptions, filterOf, filterOptions } from './list-options.ts';

export function jobList(noun: Command, cli: Cli): void {
  filterOptions(noun.command('list'))
    .description('List the jobs of a workspace, or of -e, newest first')
    .option('--sort <order>', 'such as name, -ended, priority; group: what runs, what waits, what has ended')
    .option('--offset <count>', 'leave out so many', wholeNumber(0))
    .option('--max-items <count>', 'at most this many', wholeNumber(1))
    .action(
      cli.verb(async (context, options: FilterOptions & { sort?: string; offset?: number; maxItems?: number }) => {
        const { sort, offset, maxItems, ...filter } = options;
        const given = filterOf(filter, context.globals.experiment);
        const query = { ...given, ...(sort !== undefined && { sort }), ...(offset !== undefined && { offset }) };
        const params = { workspace: await context.workspace() };
        const print = async (jobs: readonly Job[]): Promise<void> => {
          const fares = await faresOf(context, params.workspace, jobs);
          context.printList(jobs, [...jobColumns, ...fareColumns(fares, Date.now())]);
        };
        if (offset !== undefined) {
          // A place is where one page begins; what comes after it is asked for by another place.
          const { items } = await context.client.call('listJobs', {
            params,
            query: { ...query, limit: Math.min(1000, maxItems ?? 100) },
          });
          return print(items);
        }
        return print(await everyItem(context.client, 'listJobs', { params, query }, maxItems));
      }),
    );
}
