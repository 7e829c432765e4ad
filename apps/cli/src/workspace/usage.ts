import type { DiskUse } from '@trainyard/contracts/retention';
import type { Command } from 'commander';
import { bytesText } from '../output/bytes-text.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { workspaceNamed } from './named.ts';

const columns: Column<DiskUse>[] = [
  { title: 'Logs', value: ({ logs }) => bytesText(logs) },
  { title: 'Outputs', value: ({ outputs }) => bytesText(outputs) },
  { title: 'Series', value: ({ series }) => bytesText(series) },
  { title: 'Job files', value: ({ blobs }) => bytesText(blobs) },
  { title: 'File servers', value: ({ fileServers }) => bytesText(fileServers) },
  { title: 'Counted at', value: ({ countedAt }) => countedAt },
];

/** `workspace usage`: bytes in JSON, rounded for people in a table. */
export function workspaceUsage(noun: Command, cli: Cli): void {
  noun
    .command('usage')
    .description("Show how much of the server's disk a workspace takes")
    .argument('[name]', 'the workspace; -w or the only one unless given')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const workspace =
          argument !== undefined || options.name !== undefined
            ? workspaceNamed(context, argument, options.name)
            : await context.workspace();
        context.printOne(await context.client.call('getDiskUse', { params: { workspace } }), columns);
      }),
    );
}
