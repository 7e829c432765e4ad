import type { Artifact } from '@trainyard/contracts/artifact';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { type JobPlace, jobPlace } from './place.ts';

const columns: Column<Artifact>[] = [
  { title: 'Name', value: (file) => file.path },
  { title: 'Directory', value: (file) => file.directory },
  { title: 'Size', value: (file) => file.bytes },
  { title: 'Modified', value: (file) => file.storedAt },
  { title: 'Attempt', value: (file) => file.attempt },
  { title: 'Task', value: (file) => file.task },
  { title: 'Unit', value: (file) => file.unit },
];

/** As Batch AI's command line lists them; the link only where it was asked for. */
const entryColumns: Column<FileEntry & { downloadUrl?: string }>[] = [
  { title: 'Name', value: (file) => file.name },
  { title: 'Type', value: (file) => file.type },
  { title: 'Size', value: (file) => file.bytes },
  { title: 'Modified', value: (file) => file.modified },
];
const linkColumn: (typeof entryColumns)[number] = { title: 'Link', value: (file) => file.downloadUrl };

interface Options {
  job?: string;
  directory?: string;
  path?: string;
  unit?: number;
  expiry?: number;
}

/** A path as Batch AI wrote it: `.` is the top. */
export function treePath(path: string | undefined): string {
  return (path ?? '')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

/** One directory of a job, wherever it lies, with a link to each file where they are wanted. */
async function listDirectory(context: Context, place: JobPlace, directory: string, options: Options): Promise<void> {
  const { client } = context;
  const { unit, expiry: minutes } = options;
  const path = treePath(options.path);
  const params = { ...place, directory };
  const ofUnit = unit === undefined ? {} : { unit };
  const files = await everyItem(client, 'listJobFiles', { params, query: { path, ...ofUnit } });
  if (minutes === undefined) return context.printList(files, entryColumns);
  const linked = [];
  for (const file of files) {
    const whole = path === '' ? file.name : `${path}/${file.name}`;
    const link =
      file.type === 'file' && (await client.call('linkJobFile', { params, body: { path: whole, minutes, ...ofUnit } }));
    linked.push(link ? { ...file, downloadUrl: link.url } : file);
  }
  context.printList(linked, [...entryColumns, linkColumn]);
}

export function jobFileList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the files that a job left in the server; with -d those of one directory, wherever it lies')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .option('-d, --directory <id>', 'stdouterr, or an output directory of the job')
    .option('-p, --path <path>', 'within that directory, its top unless given')
    .option('--unit <index>', 'of this shard of an array', wholeNumber(0))
    .option('--expiry <minutes>', 'with -d: a link to each file that needs no credentials for so long', wholeNumber(5))
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const params = await jobPlace(context, argument, options.job);
        if (options.directory !== undefined) return listDirectory(context, params, options.directory, options);
        const all = await everyItem(context.client, 'listArtifacts', { params });
        context.printList(all, columns);
      }),
    );
}
