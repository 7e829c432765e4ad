import type { Artifact } from '@trainyard/contracts/artifact';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

const columns: Column<Artifact>[] = [
  { title: 'Name', value: (file) => file.path },
  { title: 'Directory', value: (file) => file.directory },
  { title: 'Size', value: (file) => file.bytes },
  { title: 'Modified', value: (file) => file.storedAt },
  { title: 'Attempt', value: (file) => file.attempt },
  { title: 'Task', value: (file) => file.task },
  { title: 'Unit', value: (file) => file.unit },
];

export function jobFileList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the files that a job left')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .option('-d, --directory <id>', 'only of this output directory')
    .action(
      cli.verb(async (context, options: { job?: string; directory?: string }, argument) => {
        const params = await jobPlace(context, argument, options.job);
        const query = { directory: options.directory };
        context.printList(await everyItem(context.client, 'listArtifacts', { params, query }), columns);
      }),
    );
}
