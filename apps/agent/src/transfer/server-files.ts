import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Fence, fenceKey } from '@trainyard/contracts/attempt';
import type { ArtifactUpload } from '@trainyard/contracts/fleet';
import { backoff } from '@trainyard/runtime/backoff';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import { readText, ServerRefusal, sendHttp } from './http.ts';

/** Bytes of one PUT: what a cut costs at most to send again. */
const chunkBytes = 8 * 1024 * 1024;
const retry = { firstMs: 100, mostMs: 5_000 } as const;
/** A file that changes under our eyes is hashed again this often, then left as it is. */
const changesMax = 3;

/** The file was cut short between its hash and its upload. */
class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

export interface ServerFilesOptions {
  url: string;
  /** The bearer token of the present connection; waits for one. */
  token(signal: AbortSignal): Promise<string>;
  clock: Clock;
  chance: Chance;
}

/** Bytes between a node and the server over HTTP: job files down, artifacts up. Tries again until it worked or was refused. */
export class ServerFiles {
  readonly #options: ServerFilesOptions;

  constructor(options: ServerFilesOptions) {
    this.#options = options;
  }

  /** Downloads content by hash to `path`; the file appears whole or not at all. */
  async download(sha256: string, path: string, signal: AbortSignal): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const part = `${path}.part`;
    try {
      await this.#persist(signal, async (headers) => {
        const url = new URL(`/api/v1/fleet/blobs/${sha256}`, this.#options.url);
        const answer = await sendHttp({ method: 'GET', url, headers, signal });
        const hash = createHash('sha256');
        const tap = new Transform({
          transform(chunk: Buffer, _, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await pipeline(answer, tap, createWriteStream(part), { signal });
        const found = hash.digest('hex');
        if (found !== sha256) throw new Error(`content ${sha256} arrived as ${found}`);
      });
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Values of a task's secrets, by name. They stay in memory. */
  async secrets(scope: { fence: Fence } | { nodeUid: string }, signal: AbortSignal): Promise<Record<string, string>> {
    const url = new URL('/api/v1/fleet/secrets', this.#options.url);
    if ('fence' in scope) url.searchParams.set('fence', fenceKey(scope.fence));
    else url.searchParams.set('node', scope.nodeUid);
    return this.#persist(signal, async (headers) => {
      return JSON.parse(await readText(await sendHttp({ method: 'GET', url, headers, signal }))) as Record<
        string,
        string
      >;
    });
  }

  /**
   * Uploads one file; goes on where the server stopped. Throws ServerRefusal when the server does not want it, and Error when the
   * file keeps changing.
   */
  async upload(
    file: string,
    as: Pick<ArtifactUpload, 'fence' | 'kind' | 'directory' | 'path'>,
    signal: AbortSignal,
  ): Promise<void> {
    for (let change = 1; ; change++) {
      const { size } = await stat(file);
      const sha256 = await hashFile(file, signal);
      try {
        await this.#uploadHashed(file, { ...as, bytes: size, sha256, offset: 0 }, signal);
        return;
      } catch (error) {
        const changed =
          error instanceof FileChanged || (error instanceof ServerRefusal && error.code === 'HashMismatch');
        if (!changed || change === changesMax) throw error;
      }
    }
  }

  async #uploadHashed(file: string, header: ArtifactUpload, signal: AbortSignal): Promise<void> {
    let offset = 0;
    do {
      const from = offset;
      offset = await this.#persist(signal, (headers) => this.#put(file, { ...header, offset: from }, headers, signal));
    } while (offset < header.bytes);
  }

  /** Sends one chunk; answers how far the server has the file. */
  async #put(file: string, header: ArtifactUpload, auth: Record<string, string>, signal: AbortSignal): Promise<number> {
    const { offset, bytes } = header;
    const to = Math.min(bytes, offset + chunkBytes);
    if ((await stat(file)).size < to) throw new FileChanged(`${file} became shorter while it was sent`);
    const url = new URL('/api/v1/fleet/artifacts', this.#options.url);
    for (const [name, value] of Object.entries(header)) url.searchParams.set(name, String(value));
    const headers = { ...auth, 'content-type': 'application/octet-stream', 'content-length': String(to - offset) };
    const body = to > offset ? createReadStream(file, { start: offset, end: to - 1 }) : '';
    try {
      const answer = await sendHttp({ method: 'PUT', url, headers, body, signal });
      answer.resume();
      return to;
    } catch (error) {
      const stored =
        error instanceof ServerRefusal && error.code === 'OffsetMismatch' ? Number(error.params.stored) : NaN;
      if (Number.isInteger(stored) && stored >= 0 && stored <= bytes && stored !== offset) return stored;
      throw error;
    }
  }

  /** Repeats what failed by the network or the server's fault; what was refused is not asked again. */
  async #persist<T>(signal: AbortSignal, work: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const token = await this.#options.token(signal);
      try {
        return await work({ authorization: `Bearer ${token}` });
      } catch (error) {
        signal.throwIfAborted();
        if (!mayRepeat(error)) throw error;
        const wait = backoff(attempt, retry.firstMs, retry.mostMs, this.#options.chance);
        await new Promise<void>((resolve) => this.#options.clock.setTimeout(resolve, wait));
        signal.throwIfAborted();
      }
    }
  }
}

/** 401: the token is of a connection that was just replaced. 5xx, 507 included: somebody frees the disk or restarts the server. */
function mayRepeat(error: unknown): boolean {
  if (error instanceof FileChanged) return false;
  if (error instanceof ServerRefusal) return error.status === 401 || error.status === 429 || error.status >= 500;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return !['ENOENT', 'ENOSPC', 'EACCES', 'EISDIR', 'EROFS', 'ENOTDIR'].includes(code);
}

async function hashFile(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}
