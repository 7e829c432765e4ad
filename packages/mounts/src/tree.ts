import type { Readable } from 'node:stream';
import type { ByteRange, FileEntry } from '@trainyard/contracts/file-entry';

/** One page of a directory, in the order of names by their UTF-8 bytes. `next` is the `after` of the following page. */
export interface TreePage {
  items: FileEntry[];
  next: string | null;
}

/** A file or directory by itself. */
export interface TreeEntry extends FileEntry {
  /** Names this content: another one has another. null for directories, and where nothing tells contents apart. */
  tag: string | null;
}

/**
 * Files as the server reads them, whatever they lie on: a directory, a bucket, what a job left in the archive. Paths are relative with
 * `/`, `` is the top; whatever leads out of the tree, links included, is refused as if it were not there.
 */
export interface FileTree {
  /** Throws the Fault FileNotFound, NotADirectory, StorageUnavailable. */
  list(directory: string, page: { after: string | null; limit: number }, signal: AbortSignal): Promise<TreePage>;
  /** One file or directory. Throws FileNotFound, StorageUnavailable. */
  stat(path: string, signal: AbortSignal): Promise<TreeEntry>;
  /**
   * The bytes of a file, `to` exclusive. Whoever gets the stream reads it to its end or destroys it. Throws FileNotFound, NotAFile,
   * StorageUnavailable.
   */
  open(path: string, range: ByteRange, signal: AbortSignal): Promise<Readable>;
}
