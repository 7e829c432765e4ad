import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { aboutJob, aboutServices, aboutShards, jobColumns } from './columns.ts';
import { aboutFares, faresOf } from './fares.ts';
import { jobPlace } from './place.ts';

export function jobShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show a job, and why it is in its state')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const params = await jobPlace(context, argument, options.name);
        const job = await context.client.call('getJob', { params });
        const fares = await faresOf(context, params.workspace, [job]);
        const about = [
          ...aboutJob(job),
          ...aboutFares(fares, job, Date.now()),
          ...aboutShards(job),
          ...aboutServices(job),
        ];
        context.printOne(job, jobColumns, about);
      }),
    );
}
