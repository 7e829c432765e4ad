import { join, resolve, sep } from 'node:path';
import type { Artifact } from '@trainyard/contracts/artifact';
import { Fault } from '@trainyard/contracts/errors';
import { downloadArtifact } from '@trainyard/sdk/download-artifact';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { FailedError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

interface Options {
  job?: string;
  directory?: string;
  to: string;
  unit?: number;
}

export function jobFileDownload(noun: Command, cli: Cli): void {
  noun
    .command('download')
    .description('Download a file that a job left, or all of them; an interrupted download goes on where it stopped')
    .argument('[job]')
    .argument('[path]', 'the file; all of them when absent')
    .option('-j, --job <name>', 'the same as the first argument')
    .option('-d, --directory <id>', 'only of this output directory')
    .option('--unit <index>', 'only of this shard of an array', wholeNumber(0))
    .option('--to <directory>', 'where the files go', '.')
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const [argument, path] = options.job === undefined ? [first, second] : [undefined, first];
        const params = await jobPlace(context, argument, options.job);
        const query = { directory: options.directory };
        const all = await everyItem(context.client, 'listArtifacts', { params, query });
        const own = options.unit === undefined ? all : all.filter((file) => file.unit === options.unit);
        const wanted = newest(path === undefined ? own : own.filter((file) => matches(file, path)));
        if (wanted.length === 0) throw new Fault('ArtifactNotFound', { name: path ?? `of job ${params.name}` });
        // Shards leave files of the same names: each gets a directory of its own.
        const apart = new Set(wanted.map((file) => file.unit)).size > 1;
        for (const file of wanted) {
          const target = targetOf(apart ? join(options.to, String(file.unit)) : options.to, file, path === undefined);
          await downloadArtifact(context.client, file, target);
          context.note(`${target} (${file.bytes} bytes, SHA-256 ${file.sha256})`);
        }
      }),
    );
}

const matches = (file: Artifact, path: string) => file.path === path || `${file.directory}/${file.path}` === path;

/** Of files with the same place the one of the last attempt, which is the result of the unit. */
function newest(files: readonly Artifact[]): Artifact[] {
  const byPlace = new Map<string, Artifact>();
  for (const file of files) {
    const key = `${file.unit}/${file.directory}/${file.path}`;
    const had = byPlace.get(key);
    if (!had || file.attempt > had.attempt || (file.attempt === had.attempt && file.task < had.task))
      byPlace.set(key, file);
  }
  return [...byPlace.values()];
}

/** Names come from the job: one that leads out of the directory is refused. */
function targetOf(directory: string, file: Artifact, keepPath: boolean): string {
  const root = resolve(directory);
  const name = keepPath ? join(file.directory, file.path) : (file.path.split('/').at(-1) as string);
  const target = resolve(root, name);
  if (!target.startsWith(root === sep ? sep : root + sep) || file.path.includes('\0')) {
    throw new FailedError(`the file's name leads out of ${directory}: ${file.path}`);
  }
  return target;
}
