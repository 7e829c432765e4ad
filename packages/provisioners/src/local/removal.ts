import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Directories that are being removed: renamed first, so that a removal that was cut short is never taken for a node. */
const going = '.going-';

/** Removes a node's directory with all it holds; links are removed, never followed. None there is no error. */
export async function removeNodeDirectory(root: string, nodeUid: string): Promise<void> {
  const path = join(root, nodeUid);
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) {
    if (!found.isDirectory()) throw new Error(`${path} is not a directory: remove it by hand`);
    await unmountUnder(path);
    await rename(path, join(root, `${going}${randomUUID()}`));
  }
  for (const name of await readdir(root)) {
    if (name.startsWith(going)) await removeTree(join(root, name));
  }
}

async function removeTree(path: string): Promise<void> {
  // Retries: files of a process that was just killed can still appear for a moment.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;
  try {
    await rm(path, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    // A job may have taken the write permission from its own directories.
    await openUp(path);
    await rm(path, options);
  }
}

async function openUp(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await openUp(join(directory, entry.name));
  }
}

/** A mount that was left would have its content removed: take it off first, and stop when that fails. */
async function unmountUnder(path: string): Promise<void> {
  // Deepest first; a mount over a mount stands twice in the list.
  for (const point of (await mountsUnder(path)).sort().reverse()) {
    await run('umount', ['-l', point]).catch(() => undefined);
  }
  const left = await mountsUnder(path);
  if (left.length > 0) throw new Error(`${left.join(', ')} is still mounted: unmount it, then release the node again`);
}

/** Fields of mountinfo as in proc(5); blanks in paths are octal there. */
async function mountsUnder(path: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return lines
    .map((line) => line.split(' ')[4] ?? '')
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((point) => point === path || point.startsWith(`${path}/`));
}
