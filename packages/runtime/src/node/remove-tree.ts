import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unmountBelow } from './mount-table.ts';

/** Something is mounted in a directory that was to be removed: its files are not the directory's, so nothing was removed. */
export class StillMounted extends Error {
  override readonly name = 'StillMounted';
  readonly mounts: readonly string[];

  constructor(mounts: readonly string[]) {
    super(`${mounts.join(', ')} is still mounted: unmount it, then try again`);
    this.mounts = mounts;
  }
}

/**
 * Removes a directory with all it holds, after taking off whatever is mounted at or below it. Links are removed, never followed. None there
 * is no error. Throws {@link StillMounted}, and removes nothing then: what is reached through a mount belongs to somebody else.
 */
export async function removeTree(directory: string): Promise<void> {
  const left = await unmountBelow(directory);
  if (left.length > 0) throw new StillMounted(left);
  // Retries: files of a process that was just killed can still appear for a moment.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;
  try {
    await rm(directory, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    // A job may have taken the write permission from its own directories.
    await openUp(directory);
    await rm(directory, options);
  }
}

async function openUp(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await openUp(join(directory, entry.name));
  }
}
