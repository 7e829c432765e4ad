import type { PreemptionReceipt } from '@trainyard/contracts/preemption';
import { sayReason } from '@trainyard/contracts/reasons';
import { formatTime } from '@trainyard/contracts/times';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

const columns: Column<PreemptionReceipt>[] = [
  { title: 'Time', value: (receipt) => formatTime(receipt.at) },
  { title: 'From', value: ({ victim }) => `${victim.experiment}/${victim.name}` },
  { title: 'Attempt', value: (receipt) => receipt.attempt },
  { title: 'By', value: ({ taker }) => taker && `${taker.experiment}/${taker.name}` },
  { title: 'Nodes', value: (receipt) => receipt.nodes.join(', ') },
  { title: 'Lost', value: (receipt) => `${(receipt.lostMs / 1000).toFixed(1)} s` },
  {
    title: 'Goes on from',
    value: ({ checkpointAt }) => (checkpointAt === null ? 'the beginning' : formatTime(checkpointAt)),
  },
  { title: 'Went on', value: ({ resumedAt }) => resumedAt && formatTime(resumedAt) },
  { title: 'Why', value: (receipt) => sayReason(receipt.why) },
];

export function jobPreemptionList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the receipts of pre-emptions that name a job, newest first')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { job?: string }, argument) => {
        const params = await jobPlace(context, argument, options.job);
        context.printList(await everyItem(context.client, 'listPreemptions', { params }), columns);
      }),
    );
}
