import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import type { Cli } from '../verb.ts';
import { aboutJob, jobColumns } from './columns.ts';
import { jobPlace } from './place.ts';

export function jobTerminate(noun: Command, cli: Cli): void {
  noun
    .command('terminate')
    .description('Stop a job; its logs and files stay')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const params = await jobPlace(context, argument, options.name);
        await confirm(context, `terminate job ${params.name}`, options.yes);
        const job = await context.client.call('terminateJob', { params });
        context.printOne(job, jobColumns, aboutJob(job));
      }),
    );
}
