import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import { downloadFrom, nothingFound } from '../tree/download.ts';
import type { Cli } from '../verb.ts';
import { type DirectoryOptions, directoriesOf } from './file-directories.ts';
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
        const [argument, path = ''] = options.job === undefined ? [first, second] : [undefined, first];
        const place = await jobPlace(context, argument, options.job);
        let count = 0;
        for (const { about, tree } of await directoriesOf(context, place, options)) {
          // A path may begin with the directory's id, as it is written to the disk.
          const below =
            path === about.id ? '' : path.startsWith(`${about.id}/`) ? path.slice(about.id.length + 1) : path;
          // Of several directories each gets its own, since they may have files of the same names.
          const to = path === '' && options.directory === undefined ? join(options.to, about.id) : options.to;
          count += await downloadFrom(context, tree, { path: below, to }).catch(orNothing);
        }
        if (count === 0) throw nothingFound(path);
      }),
    );
}

/** A path may be in one of several directories only. */
function orNothing(error: unknown): number {
  if (error instanceof Fault && error.code === 'FileNotFound') return 0;
  throw error;
}
