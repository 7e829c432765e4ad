import type { Attempt } from '@trainyard/contracts/attempt';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { Job } from '@trainyard/contracts/job';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { commandOf, type ExecOptions, execute, withExecOptions, withLive } from '../channel/exec-options.ts';
import { type Forward, forward, readForward } from '../channel/forward.ts';
import type { Context } from '../context.ts';
import { FailedError, messageOf, UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

interface Options extends ExecOptions {
  job?: string;
  unit?: number;
  forward?: string[];
}

type TaskTarget = Extract<ChannelTarget, { kind: 'task' }>;

export function jobNodeExec(noun: Command, cli: Cli): void {
  const verb = noun
    .command('exec')
    .description(
      'Run a command or a shell in a running task of a job, where its processes are; ends with its exit code',
    )
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument');
  withExecOptions(verb)
    .option('--unit <index>', 'the shard of an array; without it the first that runs', wholeNumber(0))
    .option(
      '-L, --forward <spec>',
      'LOCAL:localhost:PORT: a port here that leads to one of the task, several times for several; without --exec until Ctrl+C',
      (spec: string, before: string[] = []) => [...before, spec],
    )
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const forwards = (options.forward ?? []).map(readForward);
        const place = await jobPlace(context, argument, options.job);
        const job = await context.client.call('getJob', { params: place });
        const { fence } = await runningTask(context, job, options);
        // An image has the shell that starts its job, and maybe no other.
        const command = commandOf(options, job.containerSettings === undefined ? undefined : ['/bin/sh', '-c']);
        const target = (terminal: TaskTarget['terminal']): TaskTarget => ({ kind: 'task', fence, command, terminal });
        if (forwards.length === 0) await execute(context, options, target);
        else
          await forwarded(
            context,
            fence,
            forwards,
            options.exec === undefined ? undefined : () => execute(context, options, target),
          );
      }),
    );
}

/** The task on the node that is named, or the master. Throws UsageError, FailedError when the job runs no processes. */
async function runningTask(
  { client }: Context,
  job: Job,
  { unit, nodeId }: Options,
): Promise<{ fence: TaskTarget['fence'] }> {
  const params = { workspace: job.workspace, experiment: job.experiment, name: job.name };
  const attempts: Attempt[] = await everyItem(client, 'listAttempts', { params, query: { unit } });
  // A job of the same name that was deleted before has older attempts.
  const running = attempts.filter((one) => one.phase === 'running' && one.uid > job.uid);
  const attempt = running[0];
  if (!attempt) throw new FailedError(`job ${job.name} runs no processes now: it is ${job.executionState}`);
  const all = running.flatMap((one) => one.tasks.map((task) => ({ attempt: one, task })));
  const found =
    nodeId === undefined
      ? all.find(({ task }) => task.index === 0)
      : all.find(({ task: { node } }) => node.name === nodeId || node.uid === nodeId);
  if (!found) {
    const names = [...new Set(all.map(({ task }) => task.node.name))].join(', ');
    throw new UsageError(`job ${job.name} does not run on node ${nodeId}: its nodes are ${names}`);
  }
  const { attempt: of, task } = found;
  return { fence: { job: job.uid, unit: of.unit, attempt: of.number, task: task.index } };
}

/** Forwards ports for the time of a command, or until somebody stops it. */
async function forwarded(
  context: Context,
  fence: TaskTarget['fence'],
  forwards: readonly Forward[],
  work: (() => Promise<void>) | undefined,
): Promise<void> {
  await withLive(context, async (live) => {
    const open: { close(): void }[] = [];
    try {
      for (const one of forwards) {
        const made = await forward(live, fence, one, (error) => context.note(`port ${one.port}: ${messageOf(error)}`));
        open.push(made);
        context.note(`127.0.0.1:${made.local} leads to port ${one.port} of the task`);
      }
      await (work ? work() : stopped());
    } finally {
      for (const one of open) one.close();
    }
  });
}

/** Ctrl+C, or the end of this command by others. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
