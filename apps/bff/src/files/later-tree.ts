import type { FileTree } from '@trainyard/mounts/tree';

/** A tree that is found only when something of it is asked for. */
export function laterTree(find: () => Promise<FileTree>): FileTree {
  let found: Promise<FileTree> | undefined;
  const tree = (): Promise<FileTree> => {
    found ??= find();
    return found;
  };
  return {
    list: async (directory, page, signal) => (await tree()).list(directory, page, signal),
    stat: async (path, signal) => (await tree()).stat(path, signal),
    open: async (path, range, signal) => (await tree()).open(path, range, signal),
  };
}
