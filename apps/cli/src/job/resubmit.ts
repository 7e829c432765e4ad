import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { aboutJob, jobColumns } from './columns.ts';
import { jobPlace } from './place.ts';

export function jobResubmit(noun: Command, cli: Cli): void {
  noun
    .command('resubmit')
    .description('Submit the same job again under a new name')
    .argument('[name]', 'the job to repeat')
    .option('-n, --name <name>', 'the same as the argument')
    .requiredOption('--as <name>', 'name of the new job')
    .action(
      cli.verb(async (context, options: { name?: string; as: string }, argument) => {
        const params = await jobPlace(context, argument, options.name);
        const job = await context.client.call('resubmitJob', { params, body: { name: options.as } });
        context.printOne(job, jobColumns, aboutJob(job));
      }),
    );
}
