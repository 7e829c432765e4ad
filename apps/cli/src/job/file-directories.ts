import type { JobDirectory } from '@trainyard/contracts/api/trees';
import { Fault } from '@trainyard/contracts/errors';
import { everyItem } from '@trainyard/sdk/pages';
import type { Context } from '../context.ts';
import { jobTree, type RemoteTree, type UnitChoice } from '../tree/remote-tree.ts';
import type { JobPlace } from './place.ts';

export interface DirectoryOptions extends UnitChoice {
  directory?: string;
}

/** A directory of a job with its files. */
export interface ReadableDirectory {
  about: JobDirectory;
  tree: RemoteTree;
}

/**
 * The directories of a job whose files can be read, or the one that is named; each with its files. Throws FileNotFound where it has no
 * such directory.
 */
export async function directoriesOf(
  context: Context,
  place: JobPlace,
  { directory, unit, attempt }: DirectoryOptions,
): Promise<ReadableDirectory[]> {
  const { items } = await context.client.call('listJobDirectories', { params: place });
  const named = directory === undefined ? items : items.filter(({ id }) => id === directory);
  if (named.length === 0 && directory !== undefined) throw new Fault('FileNotFound', { path: directory });
  // One that is asked for by name says itself why it cannot be read.
  const readable = directory === undefined ? named.filter((about) => about.place !== 'unreadable') : named;
  const choice = { ...(unit !== undefined && { unit }), ...(attempt !== undefined && { attempt }) };
  return readable.map((about) => ({ about, tree: jobTree(context, place, about.id, choice) }));
}

/** The shards of an array that left something; undefined for the unit of a job without one, or of the shard that is named. */
export async function unitsOf(
  context: Context,
  place: JobPlace,
  unit: number | undefined,
): Promise<(number | undefined)[]> {
  const { client } = context;
  if (unit !== undefined || (await client.call('getJob', { params: place })).shards === null) return [unit];
  const stored = await everyItem(client, 'listArtifacts', { params: place });
  return [...new Set(stored.map((file) => file.unit))].sort((a, b) => a - b);
}
