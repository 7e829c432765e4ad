import type { JobUpdate } from '@trainyard/contracts/job';
import { priorities } from '@trainyard/contracts/priorities';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import type { Cli } from '../verb.ts';
import { aboutJob, jobColumns } from './columns.ts';
import { jobPlace } from './place.ts';

interface Options {
  name?: string;
  priority: JobUpdate['schedulingPriority'];
}

export function jobUpdate(noun: Command, cli: Cli): void {
  noun
    .command('update')
    .description('Change the priority of a waiting job')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .addOption(new Option('--priority <priority>', 'its new priority').choices(priorities).makeOptionMandatory())
    .action(
      cli.verb(async (context, { name, priority }: Options, argument) =>
        change(context, argument, name, { schedulingPriority: priority }),
      ),
    );
}

export function jobHold(noun: Command, cli: Cli): void {
  noun
    .command('hold')
    .description('Keep a waiting job from starting until it is released')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, { name }: Partial<Options>, argument) =>
        change(context, argument, name, { held: true }),
      ),
    );
}

export function jobRelease(noun: Command, cli: Cli): void {
  noun
    .command('release')
    .description('Let a held job go')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, { name }: Partial<Options>, argument) =>
        change(context, argument, name, { held: false }),
      ),
    );
}

async function change(
  context: Context,
  argument: string | undefined,
  name: string | undefined,
  body: JobUpdate,
): Promise<void> {
  const job = await context.client.call('updateJob', { params: await jobPlace(context, argument, name), body });
  context.printOne(job, jobColumns, aboutJob(job));
}
