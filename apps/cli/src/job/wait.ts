import type { Job } from '@trainyard/contracts/job';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { aboutJob, aboutShards } from './columns.ts';
import { jobPlace } from './place.ts';
import { hasEnded, watchJob } from './watch.ts';

export function jobWait(noun: Command, cli: Cli): void {
  noun
    .command('wait')
    .description("Wait until a job has ended; the exit code is the job's own")
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const job = await context.client.call('getJob', { params: await jobPlace(context, argument, options.name) });
        await waitForJob(context, job);
      }),
    );
}

/** Says each change of state on stderr and sets the command's exit code. */
export async function waitForJob(context: Context, start: Job): Promise<void> {
  let said = '';
  await watchJob(context, start, async (job) => {
    const line = [`job ${job.name}: ${job.executionState}`, ...(hasEnded(job) ? [] : aboutJob(job))].join('; ');
    if (line !== said) context.note(line);
    said = line;
    if (!hasEnded(job)) return false;
    for (const why of [...aboutJob(job), ...aboutShards(job)]) context.note(why);
    context.outcome.exitCode = exitCodeOfJob(job);
    return true;
  });
}

/** A job that failed without an exit code of its own, for example because it was terminated, gives 1. */
export function exitCodeOfJob(job: Job): number {
  const own = job.executionInfo.exitCode;
  if (job.executionState === 'succeeded') return own ?? exitCodes.done;
  // The operating system keeps eight bits; a multiple of 256 must not look like success.
  return own === undefined || own % 256 === 0 ? exitCodes.failed : own & 255;
}
