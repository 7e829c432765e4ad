import { Readable } from 'node:stream';
import type { Archive } from '@trainyard/archive/archive';
import { Fault } from '@trainyard/contracts/errors';
import type { ArtifactFile, ArtifactsOf } from '@trainyard/db/readers/artifact-tree';
import type { FileTree, TreeEntry } from '@trainyard/mounts/tree';
import { namesAlong, notFound } from '@trainyard/mounts/trees/tree-path';
import type { Read } from '../threads/protocol.ts';

/**
 * What a unit left of one directory in the artifact store: the paths of its files make the directories. Of tasks that left the same path the
 * first counts.
 */
export function artifactTree(
  { read, archive }: { read: Read; archive: Pick<Archive, 'blobs'> },
  of: ArtifactsOf,
): FileTree {
  async function find(path: string): Promise<ArtifactFile | 'directory'> {
    const found = await read('artifact.at', { ...of, path: namesAlong(path).join('/') });
    if (found === null) throw notFound(path);
    return found;
  }
  return {
    async list(directory, { after, limit }) {
      if ((await find(directory)) !== 'directory') throw new Fault('NotADirectory', { path: directory });
      const children = await read('artifact.children', { ...of, under: directory, after, limit: limit + 1 });
      const page = children.slice(0, limit);
      // What no path can name is not shown.
      const shown = page.filter(({ name }) => !/[\\\0]/.test(name) && name !== '.' && name !== '..');
      const items = shown.map(({ name, file }) => withoutTag(entryOf(name, file)));
      return { items, next: children.length > limit ? (page.at(-1)?.name ?? null) : null };
    },
    async stat(path) {
      const found = await find(path);
      return entryOf(path.split('/').at(-1) ?? '', found === 'directory' ? null : found);
    },
    async open(path, range) {
      const found = await find(path);
      if (found === 'directory') throw new Fault('NotAFile', { path });
      if (range.from >= range.to) return Readable.from([]);
      return archive.blobs.open(found.sha256, range);
    },
  };
}

function entryOf(name: string, file: ArtifactFile | null): TreeEntry {
  if (!file) return { name, type: 'directory', bytes: null, modified: null, tag: null };
  const { bytes, sha256, createdAt } = file;
  return { name, type: 'file', bytes, modified: new Date(createdAt).toISOString(), tag: sha256 };
}

function withoutTag({ tag: _, ...entry }: TreeEntry): Omit<TreeEntry, 'tag'> {
  return entry;
}
