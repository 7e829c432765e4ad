import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { namedOrNewest, placeOf } from './place.ts';

export function jobServiceOpen(noun: Command, cli: Cli): void {
  noun
    .command('open')
    .description('Print an address that opens a service of a running job in a browser: once, within a minute')
    .argument('[service]')
    .option('-s, --service <name>', 'the same as the argument')
    .option('-j, --job <name>', 'the job; the newest unless named')
    .action(
      cli.verb(async (context, options: { service?: string; job?: string }, argument) => {
        const service = argument ?? options.service;
        if (service === undefined) throw new UsageError('name the service: "trainyard job show" lists those of a job');
        const job = await namedOrNewest(context, undefined, options.job);
        const opened = await context.client.call('openService', { params: { ...placeOf(job), service } });
        context.printOne(opened, [{ title: 'Address', value: ({ url }) => url }]);
      }),
    );
}
