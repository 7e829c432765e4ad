import { sayReason } from '@trainyard/contracts/reasons';
import type { RemoteLogin } from '@trainyard/contracts/remote-login';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

/** Of a node: where ssh finds it, or why it does not. */
export const loginColumns: Column<RemoteLogin>[] = [
  { title: 'ID', value: (login) => login.name },
  { title: 'IP', value: (login) => login.ipAddress },
  { title: 'SSH Port', value: (login) => login.port },
  { title: 'User', value: (login) => login.user },
  { title: 'Reason', value: (login) => login.why && sayReason(login.why) },
];

export function clusterLoginList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List how to sign in to the nodes of a cluster by ssh, or why that cannot be')
    .argument('[cluster]')
    .option('-c, --cluster <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { cluster?: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.cluster) };
        context.printList(await everyItem(context.client, 'listClusterLogins', { params }), loginColumns);
      }),
    );
}
