import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { FileTree } from '@trainyard/mounts/tree';

/** Files and directories of one walk: what a zip program still opens quickly, and some 30 MiB of names here. */
export const walkedMost = 100_000;
/** Entries of one page of it. */
const pageSize = 1_000;

/** What lies below a directory, with its path from there. */
export interface Walked extends FileEntry {
  path: string;
}

/** Everything below a directory, each directory before what is in it. Throws TooManyFiles. */
export async function walk(tree: FileTree, directory: string, signal: AbortSignal): Promise<Walked[]> {
  const found: Walked[] = [];
  const below = async (path: string): Promise<void> => {
    const whole = [directory, path].filter((part) => part !== '').join('/');
    for (let after: string | null = null; ; ) {
      const page = await tree.list(whole, { after, limit: pageSize }, signal);
      for (const entry of page.items) {
        if (found.length === walkedMost) throw new Fault('TooManyFiles', { limit: walkedMost, path: directory || '/' });
        const at = path === '' ? entry.name : `${path}/${entry.name}`;
        found.push({ ...entry, path: at });
        if (entry.type === 'directory') await within(below, at);
      }
      after = page.next;
      if (after === null) return;
    }
  };
  await below('');
  return found;
}

/** A directory that goes while it is walked is left out. */
async function within(below: (path: string) => Promise<void>, path: string): Promise<void> {
  try {
    await below(path);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'FileNotFound') throw error;
  }
}
