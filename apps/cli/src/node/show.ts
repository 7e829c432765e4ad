import type { Command } from 'commander';
import { nodeColumns } from '../cluster/columns.ts';
import { UsageError } from '../failure.ts';
import { onlyCluster } from '../places.ts';
import type { Cli } from '../verb.ts';
import { drainNotes } from './drain.ts';

export function nodeShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show a node, also one that is gone: when and why it went')
    .argument('[node]')
    .option('-c, --cluster <name>', 'its cluster, unless there is only one')
    .action(
      cli.verb(async (context, options: { cluster?: string }, node) => {
        if (node === undefined) throw new UsageError('say which node: add its name');
        const workspace = await context.workspace();
        const name = options.cluster ?? (await onlyCluster(context.client, workspace));
        const found = await context.client.call('getNode', { params: { workspace, name, node } });
        const notes =
          found.gone === null ? drainNotes(found) : [`went at ${found.gone.time}, taken away by ${found.gone.by}`];
        context.printOne({ ...found, ipAddress: null, port: null }, nodeColumns, notes);
      }),
    );
}
