import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { untilNot } from './await-state.ts';

interface Options {
  name?: string;
  yes?: boolean;
  wait: boolean;
}

export function fileServerDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description('Delete a file server with all its files; refused while something mounts it')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .option('--no-wait', 'do not wait until it is gone')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('file server', argument, options.name) };
        await confirm(context, `delete file server ${params.name} with all its files`, options.yes);
        await context.client.call('deleteFileServer', { params });
        if (options.wait) await untilNot(context, params, 'deleting');
      }),
    );
}
