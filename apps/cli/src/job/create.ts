import type { Command } from 'commander';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { type BodyOptions, bodyOf, withBody } from './body.ts';
import { aboutJob, jobColumns } from './columns.ts';

/** `job submit`, and `job create` as Batch AI called it. */
export function jobCreate(noun: Command, cli: Cli): void {
  withBody(noun.command('submit').alias('create').description('Submit a job')).action(
    cli.verb(async (context, options: BodyOptions, argument) => {
      const given = await bodyOf(context, options, argument);
      const body = { ...given, name: nameOf('job', argument, given.name as string | undefined) };
      const params = { workspace: await context.workspace(), experiment: await context.experiment() };
      const job = await context.client.call('submitJob', { params, body: body as never });
      context.printOne(job, jobColumns, aboutJob(job));
    }),
  );
}
