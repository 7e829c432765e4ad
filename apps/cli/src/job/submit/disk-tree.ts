import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { CodeEntry, CodeTree } from '@trainyard/sdk/code-directory';
import { UsageError } from '../../failure.ts';

/** A directory of this machine's disk. Links are followed only within it. `top` must be its real path. */
export function diskTree(top: string): CodeTree {
  return {
    list: (directory) => entriesOf(join(top, directory)),
    read: (path) => readFile(join(top, path), 'utf8'),
    async look(path) {
      const place = join(top, path);
      const isLink = (await lstat(place)).isSymbolicLink();
      if (isLink) await mustStayInside(top, path);
      const { size, mode, ...found } = await statOf(place);
      const type = found.isFile ? 'file' : found.isDirectory ? 'directory' : 'other';
      const entry: CodeEntry = { name: basename(path), type };
      return type === 'file' ? { ...entry, bytes: size, executable: (mode & 0o111) !== 0 } : entry;
    },
  };
}

async function statOf(place: string) {
  const found = await stat(place);
  return { size: found.size, mode: found.mode, isFile: found.isFile(), isDirectory: found.isDirectory() };
}

async function entriesOf(place: string): Promise<CodeEntry[]> {
  const raw = await readdir(place, { withFileTypes: true, encoding: 'buffer' });
  return raw.map((entry) => {
    const name = entry.name.toString();
    // A name that is no text cannot be a path of a job.
    const isText = Buffer.from(name).equals(entry.name);
    if (!isText) return { name, type: 'other' };
    if (entry.isSymbolicLink()) return { name, type: 'link' };
    return { name, type: entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other' };
  });
}

/** Throws UsageError for a link that leads out of the directory, nowhere, or round in a circle. */
async function mustStayInside(top: string, path: string): Promise<void> {
  const advice = 'put what it leads to there, or leave it out by .trainyardignore';
  let target: string;
  try {
    target = await realpath(join(top, path));
  } catch {
    throw new UsageError(`${path} is a link that leads nowhere: ${advice}`);
  }
  if (target !== top && !target.startsWith(`${top}${sep}`)) {
    throw new UsageError(`${path} is a link that leads out of the directory, to ${target}: ${advice}`);
  }
  // Every directory on the way, where it really is: one that comes again would come for ever.
  for (let at = dirname(path); ; at = dirname(at)) {
    if ((await realpath(join(top, at))) === target) {
      throw new UsageError(`${path} is a link to a directory that holds it: ${advice}`);
    }
    if (at === '.') return;
  }
}
