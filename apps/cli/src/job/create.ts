import { stat } from 'node:fs/promises';
import { resourceName } from '@trainyard/contracts/names';
import type { Command } from 'commander';
import { experimentIn } from '../body-file.ts';
import type { Context } from '../context.ts';
import { isDirectory, refuseFaults } from '../documents.ts';
import { UsageError } from '../failure.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { completed, withBody } from './body.ts';
import { aboutJob, jobColumns } from './columns.ts';
import type { ManyOptions } from './submit/many.ts';
import { codeColumns, readWorkdir, shipWorkdir } from './submit/workdir.ts';

interface Options extends Omit<ManyOptions, 'file'> {
  file?: string[];
  dryRun?: boolean;
}

/** `job submit`, and `job create` as Batch AI called it. */
export function jobCreate(noun: Command, cli: Cli): void {
  withBody(noun.command('submit').alias('create'), '<path...>')
    .description('Submit a job; several files or a directory of them in one request, all or none')
    .option('-r, --recursive', 'directories with those below them')
    .option('--common <file>', 'of several: fields that all have; what a job says itself stands over them')
    .option(
      '--idempotency-key <key>',
      'of several: sent again with it within a week, nothing is made twice; made from the content unless given',
    )
    .option(
      '--workdir <dir>',
      "ship a directory of code into the job's working directory, but for what .gitignore leaves out",
    )
    .option('--dry-run', 'with --workdir: list what would be shipped, and submit nothing')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        if (options.dryRun) return listWorkdir(context, options.workdir);
        const { paths, name } = await meant(options, argument);
        const { readJobs, submitMany } = await import('./submit/many.ts');
        const read = await readJobs(context, paths, options.recursive);
        if (await isMany(paths, read.documents.length, options)) {
          if (name !== undefined) throw new UsageError(`${name} can be the name of one job only: leave it out`);
          return submitMany(context, read, { ...options, file: undefined });
        }
        refuseFaults(read.faults);
        await submitOne(context, read.documents[0]?.value ?? {}, options, name);
      }),
    );
}

async function submitOne(context: Context, read: Record<string, unknown>, options: Options, argument?: string) {
  const given = await completed(context, read, options, argument);
  const named = { ...given, name: nameOf('job', argument, given.name as string | undefined) };
  const params = { workspace: await context.workspace(), experiment: await experimentOf(context, read) };
  const { workdir } = options;
  const body = workdir === undefined ? named : await shipWorkdir(context, await readWorkdir(context, workdir), named);
  const job = await context.client.call('submitJob', { params, body: body as never });
  context.printOne(job, jobColumns, aboutJob(job));
}

/** `-e`, or what a file of an older version names, or the only one. */
async function experimentOf(context: Context, read: Record<string, unknown>): Promise<string> {
  return context.globals.experiment ?? experimentIn(read) ?? (await context.experiment());
}

/** What is to be read, and the name where one is given. */
async function meant(options: Options, argument: string | undefined): Promise<{ paths: string[]; name?: string }> {
  const { file = [], configFile } = options;
  if (file.length > 0 && configFile !== undefined) throw new UsageError('-f and --config-file are the same: write one');
  const paths = configFile === undefined ? file : [configFile];
  if (paths.length === 0) throw new UsageError('say which file (-f): add its name');
  const name = options.name ?? argument;
  const [first, second, ...others] = paths;
  // `-f FILE NAME` was one file and a name before -f took several.
  if (first === undefined || second === undefined || others.length > 0 || name !== undefined)
    return name === undefined ? { paths } : { paths, name };
  const isName = resourceName.safeParse(second).success && (await stat(second).catch(() => undefined)) === undefined;
  return isName ? { paths: [first], name: second } : { paths };
}

/** One object in one file is one job, as it always was. */
async function isMany(paths: readonly string[], documents: number, options: Options): Promise<boolean> {
  if (paths.length > 1 || documents > 1) return true;
  if (options.common !== undefined || options.idempotencyKey !== undefined) return true;
  return paths[0] !== '-' && (await isDirectory(paths[0] as string));
}

async function listWorkdir(context: Context, workdir: string | undefined): Promise<void> {
  if (workdir === undefined) throw new UsageError('--dry-run lists what --workdir would ship: name the directory');
  const { listing } = await readWorkdir(context, workdir);
  context.printList(listing.files, codeColumns);
}
