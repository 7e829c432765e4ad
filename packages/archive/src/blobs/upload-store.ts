/** Uploads that go on where they were cut off, until they are whole and become blobs. */
import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { type ArchiveFile, type ArchiveFiles, ensureDirectory, isMissing, storageFault, writeWhole } from '../files.ts';
import { Turns } from '../turns.ts';
import type { BlobStore } from './blob-store.ts';

const nothing = async () => undefined;

interface Upload {
  turns: Turns;
  /** Who may write: a later append takes over from one whose connection hangs. */
  writer: symbol | undefined;
  users: number;
}

export class UploadStore {
  readonly #dir: string;
  readonly #files: ArchiveFiles;
  readonly #blobs: BlobStore;
  readonly #uploads = new Map<string, Upload>();

  private constructor(dir: string, files: ArchiveFiles, blobs: BlobStore) {
    this.#dir = dir;
    this.#files = files;
    this.#blobs = blobs;
  }

  static async open(dir: string, files: ArchiveFiles, blobs: BlobStore): Promise<UploadStore> {
    await ensureDirectory(files, dir);
    return new UploadStore(dir, files, blobs);
  }

  /** Bytes received of the upload `key` (any text); 0 for an unknown one. */
  async offset(key: string): Promise<number> {
    return (await this.#size(key)) ?? 0;
  }

  async #size(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(key))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Receives bytes from `offset` on and answers how many there are now, durable. What came before `source` broke off is
   * kept. Throws OffsetMismatch when `offset` is not where the upload stands, or when a later append took over;
   * BodyTooLarge beyond `limitBytes` in all; StorageFull when the disk refuses.
   */
  append(
    key: string,
    offset: number,
    source: AsyncIterable<Uint8Array>,
    limitBytes: number,
  ): Promise<{ offset: number }> {
    return this.#use(key, async (upload) => {
      const me = Symbol(key);
      const file = await upload.turns.take(async () => {
        const stored = await this.offset(key);
        if (stored !== offset) throw new Fault('OffsetMismatch', { stored });
        upload.writer = me;
        return this.#files.open(this.#path(key));
      });
      try {
        return await this.#receive({ key, upload, me, file, limitBytes }, offset, source);
      } finally {
        if (upload.writer === me) upload.writer = undefined;
        await file.close();
      }
    });
  }

  async #receive(
    to: { key: string; upload: Upload; me: symbol; file: ArchiveFile; limitBytes: number },
    offset: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<{ offset: number }> {
    const { key, upload, me, file, limitBytes } = to;
    let at = offset;
    for await (const chunk of source) {
      if (at + chunk.length > limitBytes) throw new Fault('BodyTooLarge', { limit: limitBytes });
      await upload.turns.take(async () => {
        if (upload.writer !== me) throw new Fault('OffsetMismatch', { stored: await this.offset(key) });
        await this.#writeOrCut(file, chunk, at);
      });
      at += chunk.length;
    }
    await file.sync();
    return { offset: at };
  }

  async #writeOrCut(file: ArchiveFile, chunk: Uint8Array, at: number): Promise<void> {
    try {
      await writeWhole(file, chunk, at);
    } catch (error) {
      await file.truncate(at).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Makes a whole upload of `bytes` bytes a blob, and has `record` name it before anything could remove it. Doing it twice is as good
   * as once. Throws OffsetMismatch when it is not whole, and HashMismatch when its content is another; the upload then starts from nothing.
   */
  complete(key: string, sha256: string, bytes: number, record: () => Promise<unknown> = nothing): Promise<void> {
    return this.#use(key, (upload) =>
      upload.turns.take(async () => {
        const stored = await this.#size(key);
        if (stored === undefined && (await this.#recordStored(sha256, bytes, record))) return;
        if ((stored ?? 0) !== bytes) throw new Fault('OffsetMismatch', { stored: stored ?? 0 });
        upload.writer = undefined;
        const file = await this.#files.open(this.#path(key));
        await file.sync().finally(() => file.close());
        await this.#adopt(key, sha256, record);
      }),
    );
  }

  /** False when the content is not there: then it was not this upload that became it. */
  #recordStored(sha256: string, bytes: number, record: () => Promise<unknown>): Promise<boolean> {
    return this.#blobs.inTurn(sha256, async () => {
      if (!(await this.#blobs.has(sha256)) || (await this.#blobs.size(sha256)) !== bytes) return false;
      await record();
      return true;
    });
  }

  async #adopt(key: string, sha256: string, record: () => Promise<unknown>): Promise<void> {
    try {
      await this.#blobs.adopt(this.#path(key), sha256, record);
    } catch (error) {
      if (error instanceof Fault && error.code === 'HashMismatch') await rm(this.#path(key), { force: true });
      throw error;
    }
  }

  /** Gives up an upload. */
  remove(key: string): Promise<void> {
    return this.#use(key, (upload) =>
      upload.turns.take(async () => {
        upload.writer = undefined;
        await rm(this.#path(key), { force: true });
      }),
    );
  }

  /** Gives up uploads to which nothing came since `before` (ms since 1970); answers how many. */
  async prune(before: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.#dir)) {
      const path = join(this.#dir, name);
      const busy = [...this.#uploads.keys()].some((key) => this.#path(key) === path);
      if (busy || (await stat(path)).mtimeMs >= before) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async #use<T>(key: string, work: (upload: Upload) => Promise<T>): Promise<T> {
    const upload = this.#uploads.get(key) ?? { turns: new Turns(), writer: undefined, users: 0 };
    this.#uploads.set(key, upload);
    upload.users += 1;
    try {
      return await work(upload);
    } catch (error) {
      throw storageFault(error, this.#dir);
    } finally {
      upload.users -= 1;
      if (upload.users === 0) this.#uploads.delete(key);
    }
  }

  /** A name of fixed length that any key can have. */
  #path(key: string): string {
    return join(this.#dir, createHash('sha256').update(key).digest('hex'));
  }
}
