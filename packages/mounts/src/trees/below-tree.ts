import { Fault } from '@trainyard/contracts/errors';
import type { FileTree } from '../tree.ts';
import { namesAlong } from './tree-path.ts';

/**
 * A directory of a tree as a tree. Its paths are checked by themselves, so that none leads above it. A directory that is not there yet is
 * empty: somebody is about to write there.
 */
export function belowTree(tree: FileTree, directory: string): FileTree {
  const from = (path: string): string => {
    namesAlong(path);
    return [directory, path].filter((part) => part !== '').join('/');
  };
  /** Says the path as it was asked for. */
  async function asked<T>(path: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Fault && 'path' in error.params) throw new Fault(error.code, { ...error.params, path });
      throw error;
    }
  }
  return {
    async list(path, page, signal) {
      try {
        return await asked(path, tree.list(from(path), page, signal));
      } catch (error) {
        if (path === '' && isMissing(error)) return { items: [], next: null };
        throw error;
      }
    },
    async stat(path, signal) {
      try {
        const found = await asked(path, tree.stat(from(path), signal));
        return path === '' ? { ...found, name: '' } : found;
      } catch (error) {
        if (path === '' && isMissing(error))
          return { name: '', type: 'directory', bytes: null, modified: null, tag: null };
        throw error;
      }
    },
    open: (path, range, signal) =>
      asked(
        path,
        Promise.resolve(from(path)).then((whole) => tree.open(whole, range, signal)),
      ),
  };
}

const isMissing = (error: unknown): boolean => error instanceof Fault && error.code === 'FileNotFound';
