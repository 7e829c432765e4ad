import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { nameOf, onlyCluster } from '../places.ts';
import type { Cli } from '../verb.ts';

export function reservationDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description("End a reservation: its nodes are everybody's again")
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-c, --cluster <name>', 'cluster, unless there is only one')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; cluster?: string; yes?: boolean }, argument) => {
        const reservation = nameOf('reservation', argument, options.name);
        const workspace = await context.workspace();
        const name = options.cluster ?? (await onlyCluster(context.client, workspace));
        await confirm(context, `end reservation ${reservation} of cluster ${name}`, options.yes);
        await context.client.call('deleteReservation', { params: { workspace, name, reservation } });
      }),
    );
}
