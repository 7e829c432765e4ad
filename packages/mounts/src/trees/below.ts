import { isUtf8 } from 'node:buffer';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { type Name, sortNames } from './sorted-names.ts';
import { notFound } from './tree-path.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Refused in paths, so it is not shown in names. */
const backslash = 0x5c;

/** Stands where bytes of a name are no UTF-8. */
const replacement = '\ufffd';

/**
 * A name in an open directory, as a path: Linux goes there from the directory itself and not from its path, so that nobody can put a link
 * in its way between two steps.
 */
function inside(directory: FileHandle, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${directory.fd}/`), name]);
}

/** Opens the directory or file at the end of `names`, link by link refused; a pipe, socket or device is not there. */
export async function openBelow(root: string, names: readonly string[]): Promise<FileHandle> {
  // The root is ours to choose, and may be reached over links; nothing below it may.
  let at = await open(root, O_RDONLY | O_DIRECTORY);
  for (const [index, name] of names.entries()) {
    const next = await openIn(at, Buffer.from(name), index < names.length - 1)
      .catch((error) =>
        isAbsent(error) && name.includes(replacement)
          ? openLike(at, name, index < names.length - 1)
          : Promise.reject(error as Error),
      )
      .finally(() => at.close());
    at = next;
  }
  return at;
}

async function openIn(directory: FileHandle, name: Buffer, isOnTheWay: boolean): Promise<FileHandle> {
  const path = inside(directory, name);
  if (isOnTheWay) return open(path, O_RDONLY | O_NOFOLLOW | O_DIRECTORY);
  // Looked at before it is opened: opening a device can do something by itself.
  if (!isPlain(await lstat(path))) throw absent();
  // A pipe that took its place would wait for a writer.
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (isPlain(await handle.stat())) return handle;
  await handle.close();
  throw absent();
}

/** The one name that is shown so although its bytes are others. Where two names are shown alike neither can be meant. */
async function openLike(directory: FileHandle, shown: string, isOnTheWay: boolean): Promise<FileHandle> {
  const key = Buffer.from(shown);
  const alike = (await namesIn(directory)).filter((name) => name.key.equals(key));
  const [only] = alike;
  if (!only || alike.length > 1) throw absent();
  return openIn(directory, only.raw, isOnTheWay);
}

/** Names of the files and directories in an open directory, in order. Links, pipes, sockets and devices are left out. */
export async function namesIn(directory: FileHandle): Promise<Name[]> {
  const entries: Dirent<Buffer>[] = await readdir(`/proc/self/fd/${directory.fd}`, {
    encoding: 'buffer',
    withFileTypes: true,
  });
  const names = entries
    .filter((entry) => isPlain(entry) && !entry.name.includes(backslash))
    .map(({ name }) => ({
      raw: name,
      key: isUtf8(name) ? name : Buffer.from(name.toString()),
    }));
  return sortNames(names);
}

/** What stands under a name now; undefined when it went meanwhile. */
export async function lookAt(directory: FileHandle, name: Buffer) {
  try {
    const found = await lstat(inside(directory, name), { bigint: true });
    return isPlain(found) ? found : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isPlain = (of: { isFile(): boolean; isDirectory(): boolean }): boolean => of.isFile() || of.isDirectory();

const absent = (): Error => Object.assign(new Error('absent'), { code: 'ENOENT' });

/** What the system says of a name that is not there, is a link, or cannot be one. */
const absentCodes = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'ENXIO']);

function isAbsent(error: unknown): boolean {
  return absentCodes.has((error as NodeJS.ErrnoException).code ?? '');
}

/** An error of the file system as a refusal of this path; `unavailable` says the rest. */
export function asFault(error: unknown, path: string, unavailable: (why: string) => Error): unknown {
  if (isAbsent(error)) return notFound(path);
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('E') ? unavailable(code) : error;
}
