/** Files by the SHA-256 of their content: each content once, whole or not at all. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import { sha256 as sha256Schema } from '@trainyard/contracts/names';
import { type ArchiveFiles, ensureDirectory, isMissing, storageFault, writeWhole } from '../files.ts';

/** Bytes of a file from `from` to `to` (exclusive). */
export interface ByteRange {
  from: number;
  to: number;
}

export class BlobStore {
  readonly #dir: string;
  readonly #files: ArchiveFiles;
  #arrivals = 0;

  private constructor(dir: string, files: ArchiveFiles) {
    this.#dir = dir;
    this.#files = files;
  }

  /** Opens the store and clears away what a crash left half-way. */
  static async open(dir: string, files: ArchiveFiles): Promise<BlobStore> {
    await rm(join(dir, 'arriving'), { recursive: true, force: true });
    await ensureDirectory(files, join(dir, 'arriving'));
    return new BlobStore(dir, files);
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.#find(sha256)) !== undefined;
  }

  /** Bytes of a stored content; BlobNotFound when there is none. */
  async size(sha256: string): Promise<number> {
    const size = await this.#find(sha256);
    if (size === undefined) throw new Fault('BlobNotFound', { sha256: sha256.slice(0, 64) });
    return size;
  }

  async #find(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(sha256))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Stores a content and answers its length. It is there, durable, once this answers; before that nothing is. Throws
   * HashMismatch when the bytes are others, BodyTooLarge beyond `limitBytes`, StorageFull when the disk refuses, and what
   * `source` throws.
   */
  async put(sha256: string, source: AsyncIterable<Uint8Array>, limitBytes: number): Promise<{ bytes: number }> {
    const path = this.#path(sha256);
    const arriving = join(this.#dir, 'arriving', String(this.#arrivals++));
    try {
      const { bytes, hash } = await this.#receive(arriving, source, limitBytes);
      checkHash(hash, sha256);
      await this.#place(arriving, path);
      return { bytes };
    } catch (error) {
      await rm(arriving, { force: true });
      throw storageFault(error, this.#dir);
    }
  }

  async #receive(path: string, source: AsyncIterable<Uint8Array>, limitBytes: number) {
    const file = await this.#files.open(path);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of source) {
        if (bytes + chunk.length > limitBytes) throw new Fault('BodyTooLarge', { limit: limitBytes });
        await writeWhole(file, chunk, bytes);
        hash.update(chunk);
        bytes += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { bytes, hash };
  }

  /** Takes over a complete file from elsewhere on the same disk; it must be durable. Throws HashMismatch. */
  async adopt(path: string, sha256: string): Promise<void> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    checkHash(hash, sha256);
    await this.#place(path, this.#path(sha256));
  }

  async #place(from: string, to: string): Promise<void> {
    await ensureDirectory(this.#files, dirname(to));
    await this.#files.rename(from, to);
    await this.#files.syncDirectory(dirname(to));
  }

  /**
   * The bytes of a content, or of a part of it that lies within its size. BlobNotFound when there is none. Whoever gets the
   * stream must read it to its end or destroy it.
   */
  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const size = await this.size(sha256);
    const from = Math.max(0, range?.from ?? 0);
    const to = Math.min(size, range?.to ?? size);
    // Node's `end` is inclusive and cannot say "nothing".
    if (from >= to) return createReadStream('/dev/null');
    return createReadStream(this.#path(sha256), { start: from, end: to - 1 });
  }

  /** Deletes a content; readers that have it open read on. */
  async remove(sha256: string): Promise<void> {
    await unlink(this.#path(sha256)).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }

  /** Every stored content, one directory of the 256 at a time: for retention and for verifying. */
  async *list(): AsyncGenerator<string> {
    for (const directory of await readdir(this.#dir)) {
      if (!/^[0-9a-f]{2}$/.test(directory)) continue;
      for (const name of await readdir(join(this.#dir, directory)))
        if (sha256Schema.safeParse(name).success) yield name;
    }
  }

  #path(sha256: string): string {
    if (!sha256Schema.safeParse(sha256).success) throw new Fault('BlobNotFound', { sha256: sha256.slice(0, 64) });
    return join(this.#dir, sha256.slice(0, 2), sha256);
  }
}

function checkHash(hash: Hash, expected: string): void {
  const found = hash.digest('hex');
  if (found !== expected) throw new Fault('HashMismatch', { found, expected });
}
