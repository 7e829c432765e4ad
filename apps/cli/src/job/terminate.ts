import type { Command } from 'commander';
import { until } from '../await-end.ts';
import { confirm } from '../confirm.ts';
import { FailedError } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { aboutJob, jobColumns } from './columns.ts';
import { jobPlace } from './place.ts';
import { hasEnded } from './watch.ts';

export function jobTerminate(noun: Command, cli: Cli): void {
  noun
    .command('terminate')
    .description('Stop a job; its logs and files stay')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .option('--no-wait', 'do not wait until it has ended')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean; wait: boolean }, argument) => {
        const params = await jobPlace(context, argument, options.name);
        await confirm(context, `terminate job ${params.name}`, options.yes);
        const asked = await context.client.call('terminateJob', { params });
        const ask = () => context.client.call('getJob', { params });
        const job = options.wait ? await until(context, `terminating job ${params.name}`, ask, hasEnded) : asked;
        if (!job) throw new FailedError(`job ${params.name} was deleted meanwhile`);
        context.printOne(job, jobColumns, aboutJob(job));
      }),
    );
}
