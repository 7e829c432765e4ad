import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import { entryColumns } from '../tree/columns.ts';
import { entriesOf } from '../tree/remote-tree.ts';
import { treePath } from '../tree/tree-path.ts';
import type { Cli } from '../verb.ts';
import { type DirectoryOptions, directoriesOf } from './file-directories.ts';
import { jobPlace } from './place.ts';

interface Options extends DirectoryOptions {
  job?: string;
  path?: string;
  recursive?: boolean;
  expiry?: number;
}

type Row = FileEntry & { path: string; directory: string; downloadUrl?: string };
const columns: Column<Row>[] = [...entryColumns, { title: 'Directory', value: (entry) => entry.directory }];
const linkColumn: Column<Row> = { title: 'Link', value: (entry) => entry.downloadUrl };

export function jobFileList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the files of a job: its logs, outputs and checkpoints, wherever they are')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .option('-d, --directory <id>', 'only of this output directory, of stdouterr or checkpoints')
    .option('-p, --path <path>', 'what stands in this directory of it')
    .option('-r, --recursive', 'and all below')
    .option('--unit <index>', 'of this shard of an array', wholeNumber(0))
    .option('--attempt <number>', 'of this attempt, the newest unless given', wholeNumber(1))
    .option('--expiry <minutes>', 'a link to each file that needs no credentials for so long', wholeNumber(5))
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const place = await jobPlace(context, argument, options.job);
        const rows: Row[] = [];
        for (const { about, tree } of await directoriesOf(context, place, options)) {
          for await (const entry of entriesOf(tree, treePath(options.path), options.recursive === true)) {
            const linked = options.expiry !== undefined && entry.type === 'file';
            const link = linked ? { downloadUrl: (await tree.link(entry.path, options.expiry)).url } : {};
            rows.push({ ...entry, directory: about.id, ...link });
          }
        }
        context.printList(rows, options.expiry === undefined ? columns : [...columns, linkColumn]);
      }),
    );
}
