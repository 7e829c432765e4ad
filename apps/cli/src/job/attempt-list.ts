import type { Attempt } from '@trainyard/contracts/attempt';
import { sayReason } from '@trainyard/contracts/reasons';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

const columns: Column<Attempt>[] = [
  { title: 'Attempt', value: (attempt) => attempt.number },
  { title: 'Unit', value: (attempt) => attempt.unit },
  { title: 'Phase', value: (attempt) => attempt.phase },
  { title: 'Outcome', value: (attempt) => attempt.outcome },
  { title: 'Exit code', value: (attempt) => attempt.exitCode },
  { title: 'Nodes', value: (attempt) => attempt.tasks.map((task) => task.node.name).join(', ') },
  { title: 'Reason', value: (attempt) => attempt.reason && sayReason(attempt.reason) },
];

export function jobAttemptList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the attempts of a job')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .option('--unit <index>', 'only of this shard of an array', wholeNumber(0))
    .action(
      cli.verb(async (context, options: { job?: string; unit?: number }, argument) => {
        const params = await jobPlace(context, argument, options.job);
        const query = { unit: options.unit };
        context.printList(await everyItem(context.client, 'listAttempts', { params, query }), columns);
      }),
    );
}
