import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { unmountBelow } from '@trainyard/runtime/node/mount-table';
import { removeTree, StillMounted } from '@trainyard/runtime/node/remove-tree';

/** Directories that are being removed: renamed first, so that a removal that was cut short is never taken for a node. */
const going = '.going-';

/**
 * Removes a node's directory with all it holds; links are removed, never followed. None there is no error. Throws, and removes nothing of it,
 * while something is mounted in it: those files are the volume's.
 */
export async function removeNodeDirectory(root: string, nodeUid: string): Promise<void> {
  const path = join(root, nodeUid);
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) {
    if (!found.isDirectory()) throw new Error(`${path} is not a directory: remove it by hand`);
    const left = await unmountBelow(path);
    if (left.length > 0) throw new StillMounted(left);
    await rename(path, join(root, `${going}${randomUUID()}`));
  }
  for (const name of await readdir(root)) {
    if (name.startsWith(going)) await removeTree(join(root, name));
  }
}
