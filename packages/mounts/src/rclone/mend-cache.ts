import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { cacheOf, metaDirectory } from './dirty.ts';

/** What rclone keeps of a file in its cache. */
interface Meta {
  ModTime: string;
  ATime: string;
  Size: number;
  /** Parts of it that are in the cache. */
  Rs: { Pos: number; Size: number }[];
  Fingerprint: string;
  /** Its storage does not have it as it is. */
  Dirty: boolean;
}

/**
 * rclone writes its notes on a file anew by emptying them first. Killed just then, it would find nothing in them at its next start and drop
 * the file with all that was written to it. Such notes are written again, for files that are in the cache whole: of one with holes nobody
 * can say any more which of them are still in the storage.
 */
export async function mendCache(home: string): Promise<void> {
  const top = join(cacheOf(home), metaDirectory);
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || (await isWhole(path))) continue;
    const found = await stat(join(cacheOf(home), 'vfs', relative(top, path))).catch(() => undefined);
    if (!found || found.blocks * 512 < found.size) continue;
    const meta: Meta = {
      ModTime: found.mtime.toISOString(),
      ATime: found.atime.toISOString(),
      Size: found.size,
      Rs: found.size === 0 ? [] : [{ Pos: 0, Size: found.size }],
      Fingerprint: '',
      Dirty: true,
    };
    await writeFile(path, JSON.stringify(meta));
  }
}

async function isWhole(path: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
