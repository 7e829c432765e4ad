import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import { nameOf, onlyCluster } from '../places.ts';
import type { Cli } from '../verb.ts';
import { reservationColumns } from './columns.ts';

interface Options {
  name?: string;
  cluster?: string;
  nodes: number;
  for?: string;
  from?: string;
  to?: string;
}

export function reservationCreate(noun: Command, cli: Cli): void {
  noun
    .command('create')
    .description('Keep nodes of a cluster for a workspace, or for nobody, for a time')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-c, --cluster <name>', 'cluster, unless there is only one')
    .requiredOption('--nodes <count>', 'how many', wholeNumber(1))
    .option('--for <workspace>', 'whose jobs may use them; nobody, for maintenance, unless given')
    .option('--from <time>', 'such as 2026-12-01T08:00:00Z; now unless given')
    .option('--to <time>', 'until it is deleted unless given')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const workspace = await context.workspace();
        const cluster = options.cluster ?? (await onlyCluster(context.client, workspace));
        const body = {
          name: nameOf('reservation', argument, options.name),
          nodeCount: options.nodes,
          ...(options.for !== undefined && { workspace: options.for }),
          ...(options.from !== undefined && { from: options.from }),
          ...(options.to !== undefined && { to: options.to }),
        };
        const made = await context.client.call('createReservation', { params: { workspace, name: cluster }, body });
        context.printOne(made, reservationColumns);
      }),
    );
}
