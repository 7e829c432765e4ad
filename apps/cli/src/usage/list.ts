import type { Usage } from '@trainyard/contracts/usage';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import { groupOf } from '../places.ts';
import type { Cli } from '../verb.ts';

const columns: Column<Usage>[] = [
  { title: 'Value', value: ({ label }) => label },
  { title: 'Usage', value: ({ currentValue }) => currentValue },
  { title: 'Limit', value: ({ limit }) => limit },
];

/** `list-usages`: of `--subscription`, or of all. */
export function verb(command: Command, cli: Cli): void {
  command
    .option('-l, --location <location>', 'taken as Batch AI took it: all workspaces share the nodes of one place')
    .action(
      cli.verb(async (context) => {
        const { subscription } = groupOf(context.globals, context.settings);
        const query = subscription === undefined ? {} : { subscription };
        const { items } = await context.client.call('listUsages', { query });
        context.printList(items, columns);
      }),
    );
}
