import type { QueueUsage, Quota } from '@trainyard/contracts/queues';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

/** `2 nodes, 8 gpus`; what is not limited, or nothing of, is not named. */
function amounts(quota: Quota | null): string {
  const named = Object.entries(quota ?? {}).filter(([, amount]) => amount !== undefined && amount !== 0);
  return named.map(([resource, amount]) => `${amount} ${resource}`).join(', ');
}

const columns: Column<QueueUsage>[] = [
  { title: 'Queue', value: (queue) => queue.name },
  { title: 'Cohort', value: (queue) => queue.cohort },
  {
    title: 'Nominal',
    value: (queue) => amounts(queue.nominal) || (Object.keys(queue.nominal).length > 0 ? '0' : 'unlimited'),
  },
  { title: 'Used', value: (queue) => amounts(queue.used) },
  { title: 'Borrowed', value: (queue) => amounts(queue.borrowed) },
  { title: 'Running', value: (queue) => queue.running },
  { title: 'Waiting', value: (queue) => queue.waiting },
];

export function clusterQueueList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the queues of a cluster with what they use and borrow')
    .argument('[cluster]')
    .option('-c, --cluster <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { cluster?: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.cluster) };
        context.printList(await everyItem(context.client, 'listQueues', { params }), columns);
      }),
    );
}
