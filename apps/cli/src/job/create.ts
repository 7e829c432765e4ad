import { jobCreate as jobBody } from '@trainyard/contracts/job';
import type { Command } from 'commander';
import { readBody, toNative } from '../body-file.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutJob, jobColumns } from './columns.ts';

interface Options {
  name?: string;
  file?: string;
  configFile?: string;
  cluster?: string;
  hold?: boolean;
}

/** `job submit`, and `job create` as Batch AI called it. Options override what the file says. */
export function jobCreate(noun: Command, cli: Cli): void {
  noun
    .command('submit')
    .alias('create')
    .description('Submit a job')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON body, native or of Batch AI; - is stdin')
    .option('-c, --cluster <name>', 'cluster of the same workspace')
    .option('--hold', 'keep it from starting until it is released')
    .option('--config-file <file>', 'the same as --file')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const file = nameOf('file (-f)', options.file, options.configFile);
        const body = toNative(await readBody(file, context.terminal), jobBody, context.note);
        body.name = nameOf('job', argument, options.name ?? argument ?? (body.name as string | undefined));
        if (options.cluster !== undefined) body.cluster = { name: options.cluster };
        if (options.hold) body.held = true;
        const params = { workspace: await context.workspace(), experiment: await context.experiment() };
        const job = await context.client.call('submitJob', { params, body: body as never });
        context.printOne(job, jobColumns, aboutJob(job));
      }),
    );
}
