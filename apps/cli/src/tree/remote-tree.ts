import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { BytesAnswer } from '@trainyard/sdk/client';
import type { AskForFile } from '@trainyard/sdk/download-file';
import type { Context } from '../context.ts';
import type { JobPlace } from '../job/place.ts';

/** Files that the server reads for us: of a directory of a job, a file server, a storage account. */
export interface RemoteTree {
  list(path: string, after: string | undefined): Promise<{ items: FileEntry[]; next: string | null }>;
  open(path: string, options: Parameters<AskForFile>[0]): Promise<BytesAnswer>;
  link(path: string, minutes: number | undefined): Promise<{ url: string; expiresAt: string }>;
}

/** Which shard and attempt, where the server's own stores have several. */
export interface UnitChoice {
  unit?: number;
  attempt?: number;
}

export function jobTree({ client }: Context, place: JobPlace, directory: string, choice: UnitChoice): RemoteTree {
  const params = { ...place, directory };
  return {
    list: (path, after) => client.call('listJobFiles', { params, query: { ...choice, ...pageOf(path, after) } }),
    open: (path, options) => client.bytes('getJobFile', { params, query: { ...choice, path } }, options),
    link: (path, minutes) =>
      client.call('linkJobFile', { params, body: { ...choice, path, ...(minutes && { minutes }) } }),
  };
}

export function fileServerTree({ client }: Context, params: { workspace: string; name: string }): RemoteTree {
  return {
    list: (path, after) => client.call('listFileServerFiles', { params, query: pageOf(path, after) }),
    open: (path, options) => client.bytes('getFileServerFile', { params, query: { path } }, options),
    link: (path, minutes) => client.call('linkFileServerFile', { params, body: { path, ...(minutes && { minutes }) } }),
  };
}

export function storageTree({ client }: Context, name: string): RemoteTree {
  const params = { name };
  return {
    list: (path, after) => client.call('listStorageFiles', { params, query: pageOf(path, after) }),
    open: (path, options) => client.bytes('getStorageFile', { params, query: { path } }, options),
    link: (path, minutes) => client.call('linkStorageFile', { params, body: { path, ...(minutes && { minutes }) } }),
  };
}

/** The most that a page may hold: fewest round trips. */
const pageMost = 1000;

function pageOf(path: string, after: string | undefined) {
  return { limit: pageMost, ...(path && { path }), ...(after !== undefined && { after }) };
}

/** What stands in a directory, page after page, with paths from the top of the tree; `deep`: and below it. */
export async function* entriesOf(
  tree: RemoteTree,
  path: string,
  deep: boolean,
): AsyncGenerator<FileEntry & { path: string }> {
  let after: string | undefined;
  for (;;) {
    const { items, next } = await tree.list(path, after);
    for (const item of items) {
      const entry = { ...item, path: path ? `${path}/${item.name}` : item.name };
      yield entry;
      if (deep && item.type === 'directory') yield* entriesOf(tree, entry.path, true);
    }
    if (next === null) return;
    if (next === after) throw new Error(`the server repeats the page after ${after}`);
    after = next;
  }
}

/** The files at a path: itself where it is one, else all below it. Throws FileNotFound. */
export async function* filesAt(tree: RemoteTree, path: string): AsyncGenerator<string> {
  try {
    for await (const entry of entriesOf(tree, path, true)) if (entry.type === 'file') yield entry.path;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'NotADirectory') throw error;
    yield path;
  }
}
