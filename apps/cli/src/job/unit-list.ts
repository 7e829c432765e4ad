import type { Unit } from '@trainyard/contracts/array';
import { everyItem } from '@trainyard/sdk/pages';
import { type Command, Option } from 'commander';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

const columns: Column<Unit>[] = [
  { title: 'Unit', value: (unit) => unit.index },
  { title: 'State', value: (unit) => unit.state },
  { title: 'Attempts', value: (unit) => unit.attempts },
  { title: 'Failures', value: (unit) => unit.failures },
  { title: 'Losses', value: (unit) => unit.losses },
  { title: 'Seconds', value: (unit) => Math.round(unit.ranMs / 1000) },
];

const states = ['queued', 'running', 'succeeded', 'failed'] as const;

export function jobUnitList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the units of a job that have started: shards of an array, or its one gang')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .addOption(new Option('--state <state>', 'only in this state').choices(states))
    .action(
      cli.verb(async (context, options: { job?: string; state?: Unit['state'] }, argument) => {
        const params = await jobPlace(context, argument, options.job);
        const query = { state: options.state };
        context.printList(await everyItem(context.client, 'listUnits', { params, query }), columns);
      }),
    );
}
