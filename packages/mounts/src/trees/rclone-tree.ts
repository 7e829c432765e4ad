import { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import { MountFailure } from '../port.ts';
import type { Remote } from '../rclone/remote-config.ts';
import { reach } from '../reach.ts';
import type { FileTree, TreeEntry } from '../tree.ts';
import { RcloneFailure, rcloneBytes, rcloneLines } from './rclone-run.ts';
import { ShortMemory } from './short-memory.ts';
import { firstAfter } from './sorted-names.ts';
import { namesAlong, notFound } from './tree-path.ts';

/** A listing comes in pages of 5,000 over the network: a bucket of 100,000 takes some seconds. Storage that is gone is told as such after it. */
const listMs = 30_000;
/** One question. */
const statMs = 20_000;
/** Entries of one directory: about 100 MiB while it is listed. */
const entriesMost = 500_000;

export interface RcloneTreeOptions {
  /** What people call it, for refusals. */
  label: string;
  /** The program. */
  rclone?: string;
  /** Whose listings are remembered: two trees of one `memory` share them. Absent: nothing is. */
  memory?: string;
}

interface Listed {
  key: Buffer;
  entry: FileEntry;
}

const memory = new ShortMemory<Listed[]>({ weight: 500_000, ms: 15_000 });

/** A line of `rclone lsjson`. */
interface LsJson {
  Path: string;
  Name: string;
  Size: number;
  ModTime: string;
  IsDir: boolean;
}

/** The files of a container, bucket, share or directory elsewhere, as rclone reads them: nothing is mounted. */
export function rcloneTree(remote: Remote, options: RcloneTreeOptions): FileTree {
  const { rclone = 'rclone', label } = options;
  const json = ['lsjson', '--no-mimetype'];

  /** From the root that the credentials open on. */
  const fromRoot = (names: readonly string[]): string =>
    [remote.prefix.replace(/\/+$/, ''), ...names].filter((part) => part !== '').join('/');
  const address = (names: readonly string[]): string => joined(remote.root, fromRoot(names));

  async function mustAnswer(signal: AbortSignal): Promise<void> {
    if (remote.first) await reach(remote.first.host, remote.first.port, label, true, signal);
  }

  async function ask(args: readonly string[], limitMs: number, signal: AbortSignal): Promise<LsJson[]> {
    await mustAnswer(signal);
    const found: LsJson[] = [];
    for await (const line of rcloneLines(rclone, args, remote, { limitMs, signal })) {
      if (!line.startsWith('{')) continue;
      if (found.length === entriesMost)
        throw new RcloneFailure(null, `more than ${entriesMost} files in one directory`);
      found.push(JSON.parse(line.replace(/,$/, '')) as LsJson);
    }
    return found;
  }

  /** One file or directory by itself; undefined where there is none. */
  async function look(names: readonly string[], signal: AbortSignal): Promise<LsJson | undefined> {
    await mustAnswer(signal);
    const lines: string[] = [];
    const args = [...json, '--stat', '--', address(names)];
    try {
      for await (const line of rcloneLines(rclone, args, remote, { limitMs: statMs, signal })) lines.push(line);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    return JSON.parse(lines.join('\n')) as LsJson;
  }

  async function listed(names: readonly string[], signal: AbortSignal): Promise<Listed[]> {
    const key = options.memory === undefined ? undefined : `${options.memory} ${fromRoot(names)}`;
    const held = key === undefined ? undefined : memory.get(key);
    if (held) return held;
    const entries = sorted(await entriesOf(names, signal));
    if (key !== undefined) memory.set(key, entries, entries.length + 1);
    return entries;
  }

  async function entriesOf(names: readonly string[], signal: AbortSignal): Promise<LsJson[]> {
    const found = await ask([...json, '--', address(names)], listMs, signal);
    const [only] = found;
    const last = names.at(-1);
    // A path of a file lists that file, and so does that of a directory whose marker is a blob of its name.
    const isItself = last !== undefined && found.length === 1 && only?.Name === last && !only.IsDir;
    if (!isItself && (found.length > 0 || names.length === 0)) return found;
    const above = await siblings(names, signal);
    if (!above.some(({ entry }) => entry.type === 'directory')) {
      throw above.length === 0 ? notFound(names.join('/')) : new Fault('NotADirectory', { path: names.join('/') });
    }
    return isItself ? behindMarker(fromRoot(names), signal) : found;
  }

  /** A directory's own entries although its path leads to a blob. */
  async function behindMarker(path: string, signal: AbortSignal): Promise<LsJson[]> {
    const depth = String(path.split('/').length + 1);
    const literally = path.replace(/[\\*?[\]{}]/g, '\\$&');
    const args = [...json, '-R', '--max-depth', depth, '--include', `/${literally}/**`, '--', remote.root];
    const found = await ask(args, listMs, signal);
    return found.filter(({ Path }) => Path.startsWith(`${path}/`) && !Path.slice(path.length + 1).includes('/'));
  }

  /** What stands under the last name in the directory above: nothing, a file, a directory, or both. */
  async function siblings(names: readonly string[], signal: AbortSignal): Promise<Listed[]> {
    const name = names.at(-1) ?? '';
    const all = await listed(names.slice(0, -1), signal).catch((error) => {
      if (error instanceof Fault && error.code === 'NotADirectory') return [];
      throw error;
    });
    return all.filter(({ entry }) => entry.name === name);
  }

  async function statOf(names: readonly string[], signal: AbortSignal): Promise<TreeEntry> {
    const name = names.at(-1);
    if (name === undefined) {
      await listed([], signal);
      return { name: '', type: 'directory', bytes: null, modified: null, tag: null };
    }
    const one = await look(names, signal);
    // In a bucket every path is said to be a directory, and an empty blob may be the marker of one.
    if (one && !one.IsDir && one.Size > 0) return entryOf({ ...one, Name: name });
    const [found] = (await siblings(names, signal)).toSorted((a) => (a.entry.type === 'directory' ? -1 : 1));
    if (!found) throw notFound(names.join('/'));
    return tagged(found.entry);
  }

  /** Failures become refusals; whoever left is no failure. */
  async function refusing<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAbsent(error)) throw notFound(path);
      if (error instanceof RcloneFailure) throw new Fault('StorageUnavailable', { label, why: error.message });
      if (error instanceof MountFailure)
        throw new Fault('StorageUnavailable', { label, why: String(error.reason.params.why) });
      throw error;
    }
  }

  return {
    list: (directory, { after, limit }, signal) =>
      refusing(directory, async () => {
        const entries = await listed(namesAlong(directory), signal);
        const first = firstAfter(entries, after);
        const items = entries.slice(first, first + limit).map(({ entry }) => entry);
        return { items, next: first + limit < entries.length ? (items.at(-1)?.name ?? null) : null };
      }),
    stat: (path, signal) => refusing(path, () => statOf(namesAlong(path), signal)),
    open: (path, { from, to }, signal) =>
      refusing(path, async () => {
        const names = namesAlong(path);
        // A directory's path would give all its files, one after the other.
        if ((await statOf(names, signal)).type !== 'file') throw new Fault('NotAFile', { path });
        if (from >= to) return Readable.from([]);
        const part = ['cat', '--offset', String(from), '--count', String(to - from), '--', address(names)];
        return rcloneBytes(rclone, part, remote);
      }),
  };
}

function joined(root: string, path: string): string {
  return path === '' || root.endsWith(':') ? `${root}${path}` : `${root}/${path}`;
}

/** In the order of names, without the empty blobs that only mark a directory. */
function sorted(found: readonly LsJson[]): Listed[] {
  const directories = new Set(found.filter(({ IsDir }) => IsDir).map(({ Name }) => Name));
  const real = found.filter(
    ({ Name, Size, IsDir }) => Name !== '' && !/[\\/]/.test(Name) && (IsDir || Size > 0 || !directories.has(Name)),
  );
  return real
    .map((one) => ({ key: Buffer.from(one.Name), entry: withoutTag(entryOf(one)) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
}

function entryOf({ Name, Size, ModTime, IsDir }: LsJson): TreeEntry {
  const at = new Date(ModTime);
  // Buckets know no time of a directory, and rclone says the present one.
  const modified = IsDir || Number.isNaN(at.getTime()) ? null : at.toISOString();
  // Some storage does not tell the length of a file before it is read.
  return tagged({ name: Name, type: IsDir ? 'directory' : 'file', bytes: IsDir ? null : Math.max(0, Size), modified });
}

function tagged(entry: FileEntry): TreeEntry {
  const { type, bytes, modified } = entry;
  const tag =
    type === 'file' && modified !== null ? `${(bytes ?? 0).toString(36)}-${Date.parse(modified).toString(36)}` : null;
  return { ...entry, tag };
}

function withoutTag({ tag: _, ...entry }: TreeEntry): FileEntry {
  return entry;
}

/** Exit codes of rclone for a directory and a file that are not there. */
function isAbsent(error: unknown): boolean {
  return error instanceof RcloneFailure && (error.exitCode === 3 || error.exitCode === 4);
}
