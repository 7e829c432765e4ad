/** Files by the SHA-256 of their content: each content once, whole or not at all. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import { sha256 as sha256Schema } from '@trainyard/contracts/names';
import { type ArchiveFiles, ensureDirectory, isMissing, storageFault, writeWhole } from '../files.ts';
import { Turns } from '../turns.ts';

/** Bytes of a file from `from` to `to` (exclusive). */
export interface ByteRange {
  from: number;
  to: number;
}

export class BlobStore {
  readonly #dir: string;
  readonly #files: ArchiveFiles;
  readonly #turns = new Map<string, { turns: Turns; users: number }>();
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
   * Stores a content and answers its length. It is there, durable, once this answers; before that nothing is. `record` makes
   * somebody name it, and no {@link removeUnless} comes between. Throws HashMismatch when the bytes are others, BodyTooLarge beyond
   * `limitBytes`, StorageFull when the disk refuses, and what `source` and `record` throw.
   */
  async put(
    sha256: string,
    source: AsyncIterable<Uint8Array>,
    limitBytes: number,
    record?: (bytes: number) => Promise<unknown>,
  ): Promise<{ bytes: number }> {
    const path = this.#path(sha256);
    const arriving = join(this.#dir, 'arriving', String(this.#arrivals++));
    try {
      const { bytes, hash } = await this.#receive(arriving, source, limitBytes);
      checkHash(hash, sha256);
      await this.inTurn(sha256, async () => {
        await this.#place(arriving, path);
        await record?.(bytes);
      });
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

  /** Takes over a complete file from elsewhere on the same disk, as {@link put} does; it must be durable. Throws HashMismatch. */
  async adopt(path: string, sha256: string, record?: () => Promise<unknown>): Promise<void> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    checkHash(hash, sha256);
    await this.inTurn(sha256, async () => {
      await this.#place(path, this.#path(sha256));
      await record?.();
    });
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

  /** Work about one content that must not overlap with other such work: what stores and names it, and what removes it. */
  async inTurn<T>(sha256: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#turns.get(sha256) ?? { turns: new Turns(), users: 0 };
    this.#turns.set(sha256, entry);
    entry.users += 1;
    try {
      return await entry.turns.take(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#turns.delete(sha256);
    }
  }

  /**
   * Deletes a content unless somebody names it; answers the bytes that this freed. Whoever stores and names the same content at the
   * same time does so before or after, and then finds it as it must be.
   */
  removeUnless(sha256: string, named: () => Promise<boolean>): Promise<number> {
    return this.inTurn(sha256, async () => {
      const bytes = await this.#find(sha256);
      if (bytes === undefined || (await named())) return 0;
      await this.remove(sha256);
      return bytes;
    });
  }

  /** Deletes a content; readers that have it open read on. */
  async remove(sha256: string): Promise<void> {
    await unlink(this.#path(sha256)).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }

  /** Every content that was stored before a moment (ms since 1970), one directory of the 256 at a time. */
  async *list(before = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
    for (const directory of await readdir(this.#dir)) {
      if (!/^[0-9a-f]{2}$/.test(directory)) continue;
      for (const name of await readdir(join(this.#dir, directory))) {
        if (sha256Schema.safeParse(name).success && (await this.#isOlder(name, before))) yield name;
      }
    }
  }

  async #isOlder(sha256: string, before: number): Promise<boolean> {
    if (before === Number.POSITIVE_INFINITY) return true;
    try {
      return (await stat(this.#path(sha256))).mtimeMs < before;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
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
