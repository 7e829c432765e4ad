import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { onlyCluster } from '../places.ts';
import type { Cli } from '../verb.ts';
import { reservationColumns } from './columns.ts';

export function reservationList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the reservations of a cluster that have not ended')
    .option('-c, --cluster <name>', 'cluster, unless there is only one')
    .action(
      cli.verb(async (context, options: { cluster?: string }) => {
        const workspace = await context.workspace();
        const name = options.cluster ?? (await onlyCluster(context.client, workspace));
        const found = await everyItem(context.client, 'listReservations', { params: { workspace, name } });
        context.printList(found, reservationColumns);
      }),
    );
}
