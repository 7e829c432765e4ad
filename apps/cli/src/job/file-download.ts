import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import { downloadFrom, nothingFound } from '../tree/download.ts';
import { treePath } from '../tree/tree-path.ts';
import type { Cli } from '../verb.ts';
import { type DirectoryOptions, directoriesOf, type ReadableDirectory, unitsOf } from './file-directories.ts';
import { jobPlace } from './place.ts';

interface Options extends DirectoryOptions {
  job?: string;
  to: string;
}

export function jobFileDownload(noun: Command, cli: Cli): void {
  noun
    .command('download')
    .description('Download a file of a job, a directory or all; an interrupted download goes on where it stopped')
    .argument('[job]')
    .argument('[path]', 'the file or directory; all when absent')
    .option('-j, --job <name>', 'the same as the first argument')
    .option('-d, --directory <id>', 'only of this output directory, of stdouterr or checkpoints')
    .option('--unit <index>', 'of this shard of an array', wholeNumber(0))
    .option('--attempt <number>', 'of this attempt, the newest unless given', wholeNumber(1))
    .option('--to <directory>', 'where the files go', '.')
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const [argument, given] = options.job === undefined ? [first, second] : [undefined, first];
        const path = treePath(given);
        const place = await jobPlace(context, argument, options.job);
        let count = 0;
        for (const unit of await unitsOf(context, place, options.unit)) {
          // Shards leave files of the same names: each gets a directory of its own.
          const to = unit === options.unit ? options.to : join(options.to, String(unit));
          const chosen = { ...options, ...(unit !== undefined && { unit }) };
          for (const directory of await directoriesOf(context, place, chosen)) {
            count += await downloadDirectory(context, directory, path, options.directory === undefined, to);
          }
        }
        if (count === 0) throw nothingFound(path);
      }),
    );
}

/** What of a path is in one directory of the job; `apart`: all of it goes to a directory of its id, since others have files of the same names. */
async function downloadDirectory(
  context: Context,
  { about: { id }, tree }: ReadableDirectory,
  path: string,
  apart: boolean,
  to: string,
): Promise<number> {
  // A path may begin with the directory's id, as it is written to the disk.
  const below = path === id ? '' : path.startsWith(`${id}/`) ? path.slice(id.length + 1) : path;
  const target = apart && below === '' ? join(to, id) : to;
  try {
    return await downloadFrom(context, tree, { path: below, to: target });
  } catch (error) {
    // A path may be in one of several directories only.
    if (error instanceof Fault && error.code === 'FileNotFound') return 0;
    throw error;
  }
}
