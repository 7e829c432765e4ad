import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { until } from '../until.ts';

/** A file of rclone's cache that its storage does not have yet: `NAME{HASH}/container/path`. */
export type DirtyFile = string;

/** rclone keeps beside each cached file a description of it, in this directory of its cache. */
export const metaDirectory = 'vfsMeta';

/** Where the cache of a mount lies in its home. */
export function cacheOf(home: string): string {
  return join(home, 'cache');
}

/** Files that were written and not stored yet, as the cache itself says; it says so on after rclone was killed. */
export async function dirtyFiles(home: string): Promise<DirtyFile[]> {
  const top = join(cacheOf(home), metaDirectory);
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: DirtyFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (await isDirty(path)) found.push(relative(top, path));
  }
  return found;
}

/** One that is being written just now cannot be read, and counts. */
async function isDirty(path: string): Promise<boolean> {
  try {
    return JSON.parse(await readFile(path, 'utf8')).Dirty !== false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Waits until everything is stored, `limitMs` at most or until `isHopeless`; answers what is not. */
export async function drained(home: string, limitMs: number, isHopeless: () => boolean): Promise<DirtyFile[]> {
  let left = await dirtyFiles(home);
  const top = join(cacheOf(home), metaDirectory);
  await until(async () => {
    // Only those that were: a full look costs a read for every file of the cache.
    const still = await Promise.all(left.map(async (file) => ((await isDirty(join(top, file))) ? [file] : [])));
    left = still.flat();
    if (left.length === 0) left = await dirtyFiles(home);
    return left.length === 0 || isHopeless() ? true : undefined;
  }, limitMs);
  return left;
}
