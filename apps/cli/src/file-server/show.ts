import type { Command } from 'commander';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutFileServer, fileServerColumns } from './columns.ts';

export function fileServerShow(noun: Command, cli: Cli): void {
  noun
    .command('show')
    .description('Show a file server')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('file server', argument, options.name) };
        const server = await context.client.call('getFileServer', { params });
        context.printOne(server, fileServerColumns, aboutFileServer(server));
      }),
    );
}
