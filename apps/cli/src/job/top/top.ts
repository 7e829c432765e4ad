import type { Command } from 'commander';
import type { Cli } from '../../verb.ts';
import type { TopOptions } from './run-top.ts';

export function jobTop(noun: Command, cli: Cli): void {
  noun
    .command('top')
    .description('Watch GPUs, CPUs, memory, disk and network of jobs live; of all running jobs unless some are named')
    .argument('[jobs...]')
    .option('-j, --job <name...>', 'the same as the arguments')
    .option('-c, --cluster <name>', 'of all nodes of this cluster')
    .option('--once', 'print one reading and end; without a terminal, unless -o json, which then is a line a second')
    .action(
      cli.verb(async (context, options: TopOptions, given) => {
        // Its own part of the program: other verbs of jobs do not pay for it.
        const { runTop } = await import('./run-top.ts');
        await runTop(context, options, (given ?? []) as unknown as string[]);
      }),
    );
}
