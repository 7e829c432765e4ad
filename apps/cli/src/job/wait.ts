import type { Job } from '@trainyard/contracts/job';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { statusLine } from '../output/status-line.ts';
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
    .option(
      '--interval <seconds>',
      'taken as Batch AI took it: changes are pushed, and nothing is asked in between',
      wholeNumber(1),
    )
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
  const line = waitLine(context, start);
  await watchJob(context, start, async (job) => {
    const text = [`job ${job.name}: ${job.executionState}`, ...(hasEnded(job) ? [] : aboutJob(job))].join('; ');
    line.state = job.executionState;
    if (text !== said) {
      line.end();
      context.note(text);
    }
    said = text;
    if (!hasEnded(job)) return false;
    line.end();
    for (const why of [...aboutJob(job), ...aboutShards(job)]) context.note(why);
    context.outcome.exitCode = exitCodeOfJob(job);
    return true;
  }).finally(line.stop);
}

/** At a terminal: how long it is waited for, second by second. */
function waitLine(context: Context, { name }: Job) {
  const line = statusLine(context.terminal);
  const since = performance.now();
  const shown = { state: '', end: line.end, stop };
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - since) / 1000);
    line.show(`waiting for job ${name}: ${shown.state}, ${Math.floor(seconds / 60)} min ${seconds % 60} s`, true);
  }, 1_000);
  function stop() {
    clearInterval(timer);
    line.end();
  }
  return shown;
}

/** A job that failed without an exit code of its own, for example because it was terminated, gives 1. */
export function exitCodeOfJob(job: Job): number {
  const own = job.executionInfo.exitCode;
  if (job.executionState === 'succeeded') return own ?? exitCodes.done;
  // The operating system keeps eight bits; a multiple of 256 must not look like success.
  return own === undefined || own % 256 === 0 ? exitCodes.failed : own & 255;
}
