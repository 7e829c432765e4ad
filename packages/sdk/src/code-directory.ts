/** Walks a code directory that is to be shipped with a job. No Node: a browser walks what was dropped on it by the same rules. */
import type { CodeLimits } from '@trainyard/contracts/code-limits';
import { Fault } from '@trainyard/contracts/errors';
import { IgnoredPaths, ignoreFiles } from './ignored-paths.ts';

/** What stands in a directory; `other` is what cannot be shipped: sockets, devices. */
export interface CodeEntry {
  name: string;
  type: 'file' | 'directory' | 'link' | 'other';
  /** Of a file, where it takes no looking. */
  bytes?: number;
  executable?: boolean;
}

/** A directory, wherever it is. Paths are relative, with `/`; '' is the top. */
export interface CodeTree {
  list(directory: string): Promise<CodeEntry[]>;
  /** Text of an ignore file. */
  read(path: string): Promise<string>;
  /** What is there when links are followed, with its size: of links, and of files without one, that no rule leaves out. Throws what may not be. */
  look?(path: string): Promise<CodeEntry>;
}

/** A file to ship. */
export interface CodeFile {
  path: string;
  bytes: number;
  executable: boolean;
}

export interface CodeListing {
  files: CodeFile[];
  /** Of all files together. */
  bytes: number;
  /** What was left out since it is no file: sockets, pipes, devices. */
  others: string[];
}

/**
 * Lists the files of a tree that no `.gitignore` and no `.trainyardignore` leaves out, sorted, `.git` never among them. `above` are rules
 * from directories above it. Throws CodeTooMany and CodeTooLarge with the places that hold most, and what the tree throws.
 */
export async function listCode(tree: CodeTree, limits: CodeLimits, above = IgnoredPaths.none()): Promise<CodeListing> {
  const walk: Walk = { tree, limits, files: [], bytes: 0, others: [] };
  await walkInto(walk, '', above);
  if (walk.bytes > limits.bytes) {
    throw new Fault('CodeTooLarge', { bytes: walk.bytes, limit: limits.bytes });
  }
  return { files: walk.files, bytes: walk.bytes, others: walk.others };
}

interface Walk extends CodeListing {
  tree: CodeTree;
  limits: CodeLimits;
}

async function walkInto(walk: Walk, directory: string, above: IgnoredPaths): Promise<void> {
  const entries = (await walk.tree.list(directory)).sort((a, b) => (a.name < b.name ? -1 : 1));
  let rules = above;
  for (const name of ignoreFiles) {
    // A link may lead anywhere, and git does not follow one here either.
    const isThere = entries.some((entry) => entry.name === name && entry.type === 'file');
    if (isThere) rules = rules.with(directory, await walk.tree.read(pathOf(directory, name)));
  }
  for (const entry of entries) await take(walk, pathOf(directory, entry.name), entry, rules);
}

async function take(walk: Walk, path: string, entry: CodeEntry, rules: IgnoredPaths): Promise<void> {
  const { type } = entry;
  if (rules.has(path, type === 'directory' ? 'directory' : 'file')) return;
  const isUnknown = type === 'link' || (type === 'file' && entry.bytes === undefined);
  if (isUnknown && walk.tree.look) await take(walk, path, await walk.tree.look(path), rules);
  else if (type === 'directory') await walkInto(walk, path, rules);
  else if (type === 'file') add(walk, { path, bytes: entry.bytes ?? 0, executable: entry.executable ?? false });
  else walk.others.push(path);
}

function add(walk: Walk, file: CodeFile): void {
  walk.files.push(file);
  walk.bytes += file.bytes;
  const { limits, files } = walk;
  if (files.length > limits.files) throw new Fault('CodeTooMany', { limit: limits.files, where: fullest(files) });
}

/** The directories at the top with the most files, the fullest first. */
function fullest(files: readonly CodeFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const top = path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/` : './';
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  return ranked.slice(0, 3).map(([top, count]) => `${top} (${count})`);
}

function pathOf(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
