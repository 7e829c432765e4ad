import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import type { ByteRange, FileEntry } from '@trainyard/contracts/file-entry';
import type { FileTree, TreeEntry, TreePage } from '../tree.ts';
import { asFault, lookAt, namesIn, openBelow } from './below.ts';
import { ShortMemory } from './short-memory.ts';
import { firstAfter, type Name } from './sorted-names.ts';
import { namesAlong } from './tree-path.ts';

/** Half a million names are about 60 MiB: five directories of 100,000. */
const memory = new ShortMemory<Name[]>({ weight: 500_000, ms: 30_000 });
/** A smaller directory is read again faster than it is looked up with care. */
const rememberedFrom = 1_000;
/** A directory that changed so lately may change again without its time telling: time stamps of file systems are coarse. */
const restlessMs = 2_000;
/** Looks at so many files at once. */
const looksAtOnce = 32;

export interface DirectoryTreeOptions {
  /** What people call it, for refusals. */
  label: string;
}

/**
 * The files of a directory of this machine. Every step of a path is made from the directory before it and follows no link, so that
 * nothing outside can be reached, whoever changes the directory meanwhile.
 */
export function directoryTree(root: string, { label }: DirectoryTreeOptions): FileTree {
  const unavailable = (why: string): Fault => new Fault('StorageUnavailable', { label, why });

  /** Opens what is at the path, uses it, and closes it, unless the use hands it on. */
  async function at<T>(path: string, use: (handle: FileHandle, found: BigIntStats) => Promise<T>): Promise<T> {
    const names = namesAlong(path);
    try {
      const handle = await openBelow(root, names);
      try {
        return await use(handle, await handle.stat({ bigint: true }));
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw error instanceof Fault ? error : asFault(error, path, unavailable);
    }
  }

  return {
    list: (directory, page, signal) =>
      at(directory, async (handle, found) => {
        if (!found.isDirectory()) throw new Fault('NotADirectory', { path: directory });
        return pageOf(handle, await sortedNames(handle, found), page, signal);
      }),
    stat: (path) => at(path, async (_, found) => entryOf(path.split('/').at(-1) ?? '', found)),
    async open(path, range) {
      const names = namesAlong(path);
      try {
        const handle = await openBelow(root, names);
        return await bytesOf(handle, range, path);
      } catch (error) {
        throw error instanceof Fault ? error : asFault(error, path, unavailable);
      }
    },
  };
}

async function bytesOf(handle: FileHandle, { from, to }: ByteRange, path: string): Promise<Readable> {
  const isFile = (await handle.stat()).isFile();
  if (isFile && from < to) return handle.createReadStream({ start: from, end: to - 1 });
  await handle.close();
  // Node's `end` is inclusive and cannot say "nothing".
  if (isFile) return Readable.from([]);
  throw new Fault('NotAFile', { path });
}

/** Read once for all the pages of a directory that stays as it is. */
async function sortedNames(handle: FileHandle, { dev, ino, mtimeNs, ctimeNs }: BigIntStats): Promise<Name[]> {
  const key = `${dev}/${ino}/${mtimeNs}/${ctimeNs}`;
  const held = memory.get(key);
  if (held) return held;
  const isRestless = Date.now() - Number(mtimeNs / 1_000_000n) < restlessMs;
  const names = await namesIn(handle);
  if (names.length >= rememberedFrom && !isRestless) memory.set(key, names, names.length);
  return names;
}

async function pageOf(
  handle: FileHandle,
  names: readonly Name[],
  { after, limit }: { after: string | null; limit: number },
  signal: AbortSignal,
): Promise<TreePage> {
  const items: FileEntry[] = [];
  let at = firstAfter(names, after);
  while (at < names.length && items.length < limit) {
    signal.throwIfAborted();
    const some = names.slice(at, at + Math.min(looksAtOnce, limit - items.length));
    const found = await Promise.all(some.map(({ raw }) => lookAt(handle, raw)));
    for (const [index, { key }] of some.entries()) {
      const one = found[index];
      if (one) items.push(shown(key.toString(), one));
    }
    at += some.length;
  }
  return { items, next: at < names.length ? (names[at - 1]?.key.toString() ?? null) : null };
}

function shown(name: string, found: BigIntStats): FileEntry {
  const type = found.isDirectory() ? 'directory' : 'file';
  const modified = new Date(Number(found.mtimeMs)).toISOString();
  return { name, type, bytes: type === 'file' ? Number(found.size) : null, modified };
}

function entryOf(name: string, found: BigIntStats): TreeEntry {
  const tag = found.isFile()
    ? `${found.size.toString(36)}-${found.mtimeNs.toString(36)}-${found.ino.toString(36)}`
    : null;
  return { ...shown(name, found), tag };
}
