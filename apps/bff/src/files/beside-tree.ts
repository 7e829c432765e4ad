import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { FileTree } from '@trainyard/mounts/tree';
import { notFound } from '@trainyard/mounts/trees/tree-path';

/**
 * Two trees as one: what the first has at its top hides what stands under the same name in the second. The first has files only. Where
 * the second cannot be read now, the first still is.
 */
export function besideTree(first: FileTree, second: FileTree): FileTree {
  /** Which of the two has a path. */
  async function owner(path: string, signal: AbortSignal): Promise<FileTree> {
    if (path.includes('/')) return second;
    const isThere = await first.stat(path, signal).then(
      () => true,
      (error) => (isMissing(error) ? false : Promise.reject(error as Error)),
    );
    return isThere ? first : second;
  }

  return {
    async list(directory, { after, limit }, signal) {
      if (directory !== '') {
        const tree = await owner(directory, signal);
        return reading(directory, tree.list(directory, { after, limit }, signal));
      }
      const own = await first.list('', { after, limit }, signal);
      const more = await second.list('', { after, limit }, signal).catch((error) => {
        if (isMissing(error) || isNowhere(error) || isUnavailable(error)) return { items: [], next: null };
        throw error;
      });
      // A page that goes on has `limit` names, so none of the first `limit` of both is behind either page's end.
      const names = new Set(own.items.map(({ name }) => name));
      const all = [...own.items, ...more.items.filter(({ name }) => !names.has(name))];
      const items = all.sort((a: FileEntry, b: FileEntry) => compare(a.name, b.name)).slice(0, limit);
      const goesOn = all.length > limit || own.next !== null || more.next !== null;
      return { items, next: goesOn ? (items.at(-1)?.name ?? null) : null };
    },
    stat: async (path, signal) => reading(path, (path === '' ? first : await owner(path, signal)).stat(path, signal)),
    open: async (path, range, signal) => reading(path, (await owner(path, signal)).open(path, range, signal)),
  };
}

/** Where only the first can be read there is nothing but what it has. */
async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isNowhere(error) ? notFound(path) : error;
  }
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const isMissing = (error: unknown): boolean => error instanceof Fault && error.code === 'FileNotFound';
const isNowhere = (error: unknown): boolean => error instanceof Fault && error.code === 'DirectoryUnreadable';
const isUnavailable = (error: unknown): boolean => error instanceof Fault && error.code === 'StorageUnavailable';
