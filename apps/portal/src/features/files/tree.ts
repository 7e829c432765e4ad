/** Files as the browser of files asks for them, wherever they lie. */
import type { FileEntry } from '@trainyard/contracts/file-entry';

export interface Listing {
  items: FileEntry[];
  /** Where the next page goes on; null at the end. */
  next: string | null;
}

/** Bytes of a file, and how many it has in all; null where the server does not say. */
export interface Part {
  bytes: Uint8Array<ArrayBuffer>;
  total: number | null;
}

export interface SignedLink {
  url: string;
  expiresAt: string;
}

/** A tree of files. Paths are relative with `/`, `` is the top. */
export interface FileTree {
  /** Its place in the cache of answers. */
  key: readonly unknown[];
  /** What its top is called. */
  name: string;
  /** True while files may come and go that nothing tells of: an open directory is then looked at again. */
  changes: boolean;
  /** One page of a directory, in the order of names. Throws Fault, ConnectionError. */
  list(path: string, after: string | undefined, signal: AbortSignal): Promise<Listing>;
  /** Bytes from `from` to `to` (exclusive), fewer at the end. Throws Fault, ConnectionError. */
  read(path: string, from: number, to: number, signal: AbortSignal): Promise<Part>;
  /** Address of a whole file, for this session. */
  fileAddress(path: string): string;
  /** Address of a directory as a zip; null where it cannot be had as one. */
  zipAddress(path: string): string | null;
  /** Makes a link that needs no session until it expires. Throws as {@link list}. */
  link(path: string, minutes: number): Promise<SignedLink>;
  /** What is copied of a path: as a job has it where one has it, else from the top of the tree. */
  copiedPath(path: string): string;
}
