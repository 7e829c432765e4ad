import { join, resolve, sep } from 'node:path';
import type { Artifact } from '@trainyard/contracts/artifact';
import { Fault } from '@trainyard/contracts/errors';
import { downloadArtifact, downloadJobFile } from '@trainyard/sdk/download-artifact';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { FailedError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { type JobPlace, jobPlace } from './place.ts';

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
    .option('-d, --directory <id>', 'only of this output directory; one on a volume, or stdouterr, only so')
    .option('--unit <index>', 'only of this shard of an array', wholeNumber(0))
    .option('--to <directory>', 'where the files go', '.')
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const [argument, path] = options.job === undefined ? [first, second] : [undefined, first];
        const params = await jobPlace(context, argument, options.job);
        if (await isElsewhere(context, params, options.directory)) return downloadTree(context, params, path, options);
        const query = { directory: options.directory };
        const all = await everyItem(context.client, 'listArtifacts', { params, query });
        const own = options.unit === undefined ? all : all.filter((file) => file.unit === options.unit);
        const wanted = newest(path === undefined ? own : own.filter((file) => matches(file, path)));
        if (wanted.length === 0) throw new Fault('ArtifactNotFound', { name: path ?? `of job ${params.name}` });
        // Shards leave files of the same names: each gets a directory of its own.
        const apart = new Set(wanted.map((file) => file.unit)).size > 1;
        for (const file of wanted) {
          const name = path === undefined ? `${file.directory}/${file.path}` : (file.path.split('/').at(-1) as string);
          const target = targetOf(apart ? join(options.to, String(file.unit)) : options.to, name);
          await downloadArtifact(context.client, file, target);
          context.note(`${target} (${file.bytes} bytes, SHA-256 ${file.sha256})`);
        }
      }),
    );
}

/** Whether a directory's files are not in the artifact store. */
async function isElsewhere(context: Context, params: JobPlace, directory: string | undefined): Promise<boolean> {
  if (directory === undefined) return false;
  const { items } = await context.client.call('listJobDirectories', { params });
  return items.some(({ id, place }) => id === directory && place !== 'artifacts');
}

/** A file of a directory, or all of them, wherever it lies. */
async function downloadTree(
  context: Context,
  place: JobPlace,
  path: string | undefined,
  { directory = '', to, unit }: Options,
): Promise<void> {
  const { client } = context;
  const params = { ...place, directory };
  const ofUnit = unit === undefined ? {} : { unit };
  const fetchFile = async (file: string, bytes: number, name: string): Promise<void> => {
    const target = targetOf(to, name);
    await downloadJobFile(client, { params, query: { path: file, ...ofUnit } }, bytes, target);
    context.note(`${target} (${bytes} bytes)`);
  };
  const fetchBelow = async (under: string): Promise<void> => {
    for (const { name, type, bytes } of await everyItem(client, 'listJobFiles', {
      params,
      query: { path: under, ...ofUnit },
    })) {
      const whole = under === '' ? name : `${under}/${name}`;
      if (type === 'directory') await fetchBelow(whole);
      else await fetchFile(whole, bytes ?? 0, join(directory, whole));
    }
  };
  if (path === undefined) return fetchBelow('');
  const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const siblings = await everyItem(client, 'listJobFiles', { params, query: { path: above, ...ofUnit } });
  const found = siblings.find((one) => one.name === name);
  if (!found) throw new Fault('FileNotFound', { path });
  if (found.type === 'directory') return fetchBelow(path);
  return fetchFile(path, found.bytes ?? 0, name);
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
function targetOf(directory: string, name: string): string {
  const root = resolve(directory);
  const target = resolve(root, name);
  if (!target.startsWith(root === sep ? sep : root + sep) || name.includes('\0')) {
    throw new FailedError(`the file's name leads out of ${directory}: ${name}`);
  }
  return target;
}
