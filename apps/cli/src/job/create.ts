import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { type BodyOptions, bodyOf, withBody } from './body.ts';
import { aboutJob, jobColumns } from './columns.ts';
import { codeColumns, readWorkdir, shipWorkdir } from './submit/workdir.ts';

interface Options extends BodyOptions {
  workdir?: string;
  dryRun?: boolean;
}

/** `job submit`, and `job create` as Batch AI called it. */
export function jobCreate(noun: Command, cli: Cli): void {
  withBody(noun.command('submit').alias('create').description('Submit a job'))
    .option(
      '--workdir <dir>',
      "ship a directory of code into the job's working directory, but for what .gitignore leaves out",
    )
    .option('--dry-run', 'with --workdir: list what would be shipped, and submit nothing')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        if (options.dryRun) return listWorkdir(context, options.workdir);
        const given = await bodyOf(context, options, argument);
        const named = { ...given, name: nameOf('job', argument, given.name as string | undefined) };
        const params = { workspace: await context.workspace(), experiment: await context.experiment() };
        const { workdir } = options;
        const body =
          workdir === undefined ? named : await shipWorkdir(context, await readWorkdir(context, workdir), named);
        const job = await context.client.call('submitJob', { params, body: body as never });
        context.printOne(job, jobColumns, aboutJob(job));
      }),
    );
}

async function listWorkdir(context: Context, workdir: string | undefined): Promise<void> {
  if (workdir === undefined) throw new UsageError('--dry-run lists what --workdir would ship: name the directory');
  const { listing } = await readWorkdir(context, workdir);
  context.printList(listing.files, codeColumns);
}
