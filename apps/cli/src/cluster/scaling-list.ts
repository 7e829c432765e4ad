import { sayReason } from '@trainyard/contracts/reasons';
import type { ScalingRecord } from '@trainyard/contracts/scaling';
import { formatTime } from '@trainyard/contracts/times';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

/** Newest ones that are listed unless more are asked for: a screen and a half. */
const shown = 50;

const columns: Column<ScalingRecord>[] = [
  { title: 'Time', value: (record) => formatTime(record.at) },
  { title: 'From', value: (record) => record.from },
  { title: 'To', value: (record) => record.to },
  { title: 'There', value: (record) => record.current },
  { title: 'Why', value: (record) => sayReason(record.why) },
  { title: 'Change', value: (record) => record.number },
  { title: 'Waited', value: (record) => record.waited.join(', ') },
];

export function clusterScalingList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List when and why a cluster was resized, or was not, newest first')
    .argument('[cluster]')
    .option('-c, --cluster <name>', 'the same as the argument')
    .option('--max-items <count>', `at most this many, ${shown} unless given`, wholeNumber(1))
    .action(
      cli.verb(async (context, options: { cluster?: string; maxItems?: number }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.cluster) };
        const records = await everyItem(context.client, 'listScaling', { params }, options.maxItems ?? shown);
        context.printList(records, columns);
      }),
    );
}
