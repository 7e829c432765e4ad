/** All log streams of the server. */
import { readdir, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { Hole, LogFrame, StoredThrough } from '@trainyard/contracts/log-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { type ArchiveFiles, isMissing, storageFault } from '../files.ts';
import { Listeners } from '../listeners.ts';
import { type LogPieces, piecesOf } from './log-pieces.ts';
import { type LogPart, readBytes, readLines, readTail, readTimes } from './log-reader.ts';
import { type Appended, type AppendResult, LogStream } from './log-stream.ts';
import { LogSyncer } from './log-syncer.ts';
import { NewNames } from './new-names.ts';
import { parseFile, parsePrefix, pathOfStream, streamOfFile } from './stream-path.ts';

/** Streams kept ready, each with two open files: half of the 1,024 descriptors that a process gets by default. */
const openStreamsMax = 256;

export interface LogInfo {
  bytes: number;
  /** An unfinished last line included. */
  lines: number;
  ended: boolean;
  holes: Hole[];
}

export interface LogArchiveOptions {
  dir: string;
  clock: Clock;
  files: ArchiveFiles;
  segmentBytes?: number;
  openStreams?: number;
}

interface Slot {
  loading: Promise<LogStream>;
  stream: LogStream | undefined;
  users: number;
}

export class LogArchive {
  readonly #options: LogArchiveOptions;
  readonly #syncer: LogSyncer;
  readonly #names: NewNames;
  /** In order of last use. */
  readonly #slots = new Map<string, Slot>();
  readonly #appended = new Map<string, Listeners<Appended>>();
  readonly #stored = new Listeners<StoredThrough[]>();
  readonly #lost = new Listeners<{ expected: StoredThrough[]; error: unknown }>();
  /** Streams that could not go back after a failed fsync, and the bytes of them that can be trusted. */
  readonly #doubtful = new Map<string, number>();
  #closed = false;

  constructor(options: LogArchiveOptions) {
    this.#options = options;
    this.#names = new NewNames(options.files);
    this.#syncer = new LogSyncer(options.clock, {
      stored: (acks) => this.#stored.tell(acks),
      lost: (stream, error) => {
        if (!stream.open) this.#doubtful.set(stream.id, stream.stored);
        this.#lost.tell({ expected: [{ stream: stream.id, through: stream.stored }], error });
      },
    });
  }

  /**
   * Takes a frame. `{through}`: bytes before it are written (durable once {@link onStored} says so); `{expected}`: frames
   * before this one are missing. What is stored already is dropped. Throws InvalidBody for a malformed frame and
   * StorageFull when the disk refuses; then it counts for nothing and can be sent again.
   */
  async append(frame: LogFrame): Promise<AppendResult> {
    return this.#use(frame.stream, async (stream) => {
      try {
        const result = await stream.append(frame);
        // What is stored already is said again: the agent may have missed it.
        if (!stream.dirty && 'through' in result) this.#stored.tell([{ stream: stream.id, through: stream.stored }]);
        return result;
      } finally {
        if (stream.dirty) this.#syncer.add(stream, frame.bytes.length, stream.ended);
      }
    });
  }

  /** Tells after fdatasync what is on the disk: within 50 ms or 4 MiB, ends of streams sooner. */
  onStored(listener: (acks: StoredThrough[]) => void): () => void {
    return this.#stored.add(listener);
  }

  /** Tells that the disk refused to keep appended bytes: the streams want their bytes from `through` on again. */
  onLost(listener: (lost: { expected: StoredThrough[]; error: unknown }) => void): () => void {
    return this.#lost.add(listener);
  }

  /**
   * Tells of bytes of a stream right before they are written and right after, both before they are durable; of holes and the end
   * once. Listeners must be quick and must not throw.
   */
  onAppended(stream: string, listener: (appended: Appended) => void): () => void {
    pathOfStream(this.#options.dir, stream);
    const listeners = this.#appended.get(stream) ?? new Listeners<Appended>();
    this.#appended.set(stream, listeners);
    const remove = listeners.add(listener);
    return () => {
      remove();
      if (listeners.size === 0 && this.#appended.get(stream) === listeners) this.#appended.delete(stream);
    };
  }

  /** Undefined when nothing of the stream was ever stored. */
  info(stream: string): Promise<LogInfo | undefined> {
    const about = this.#use(stream, async (found) => {
      if (!found.exists) return undefined;
      return { bytes: found.through, lines: found.lines, ended: found.ended, holes: [...found.holes] };
    });
    return about.catch((error: unknown) => {
      // Removed while it was looked at.
      if (isMissing(error)) return undefined;
      throw error;
    });
  }

  /** Bytes before this are on the disk; 0 for an unknown stream. */
  through(stream: string): Promise<number> {
    return this.#use(stream, async (found) => found.stored);
  }

  /** Bytes `from` to `to`: at most 1 MiB, never across a hole; go on at `offset + bytes.length`. */
  read(stream: string, from: number, to: number): Promise<LogPart> {
    return this.#read(stream, (found) => readBytes(found, from, to));
  }

  /** `count` lines from number `fromLine` (from 0) as their bytes, with the limits of {@link read}. */
  readLines(stream: string, fromLine: number, count: number): Promise<LogPart> {
    return this.#read(stream, (found) => readLines(found, fromLine, count));
  }

  /** The last `lines` lines, an unfinished one included; at most their last 1 MiB, from the last hole on. */
  tail(stream: string, lines: number): Promise<LogPart> {
    return this.#read(stream, (found) => readTail(found, lines));
  }

  /** When lines were begun: agent's ms, to 100 ms; 0 when unknown. At most 10,000 at once. */
  times(stream: string, fromLine: number, count: number): Promise<number[]> {
    return this.#read(stream, (found) => readTimes(found, fromLine, count));
  }

  /** The stream as the files that hold it, as far as it is written. */
  pieces(stream: string): Promise<LogPieces> {
    return this.#read(stream, piecesOf);
  }

  /**
   * Ids of the streams under `JOB`, `JOB/UNIT`, `JOB/UNIT/ATTEMPT`… or `node/UID`, sorted. With `most` about as many: units are read in
   * order until there are enough, since an array may have a million of them.
   */
  async streams(prefix: string, most = Number.POSITIVE_INFINITY): Promise<string[]> {
    const parts = parsePrefix(prefix);
    const wanted = parts.join('/');
    const [owner] = parts as [string];
    const all = parts[1] === undefined ? await listOrNone(join(this.#options.dir, owner)) : [parts[1]];
    const groups = all.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const found = new Set<string>();
    for (const group of groups) {
      if (found.size >= most) break;
      for (const file of await listOrNone(join(this.#options.dir, owner, group))) {
        const parsed = parseFile(file);
        const stream = parsed === undefined ? undefined : streamOfFile([owner, group], parsed.name);
        if (stream !== undefined && (stream === wanted || stream.startsWith(`${wanted}/`))) found.add(stream);
      }
    }
    return [...found].sort();
  }

  /** Whose streams there are: jobs, and nodes as `node/UID`. */
  async owners(): Promise<string[]> {
    const { dir } = this.#options;
    const jobs = (await listOrNone(dir)).filter((name) => name !== 'node');
    return [...jobs, ...(await listOrNone(join(dir, 'node'))).map((uid) => `node/${uid}`)];
  }

  /** Bytes on the disk of all streams of an owner, their indexes included. Reads no more than one directory at once. */
  async bytesOf(owner: string): Promise<number> {
    const top = join(this.#options.dir, ...parsePrefix(owner));
    const directories = owner.startsWith('node/') ? [top] : (await listOrNone(top)).map((unit) => join(top, unit));
    let bytes = 0;
    for (const directory of directories) {
      for (const file of await listOrNone(directory)) bytes += await sizeOrNone(join(directory, file));
    }
    return bytes;
  }

  /** Deletes the streams under a prefix (see {@link streams}). Whoever still sends to them starts them anew. */
  async remove(prefix: string): Promise<void> {
    const parts = parsePrefix(prefix);
    const [owner, group] = parts as [string, string | undefined];
    const { dir } = this.#options;
    // Of a whole job only those in use are taken one by one: an array may have a million.
    const isOfJob = (stream: string) => stream.startsWith(`${owner}/`);
    const streams = group === undefined ? [...this.#slots.keys()].filter(isOfJob) : await this.streams(prefix);
    for (const stream of streams) await this.#removeStream(stream);
    if (group === undefined) await rm(join(dir, owner), { recursive: true, force: true });
    else await rmdir(join(dir, owner, group)).catch(() => undefined);
  }

  async #removeStream(stream: string): Promise<void> {
    await this.#use(stream, async (found) => {
      await found.close();
      const { directory, name } = found.path;
      for (const file of await listOrNone(directory)) {
        if (parseFile(file)?.name === name) await unlink(join(directory, file));
      }
    });
    this.#slots.delete(stream);
  }

  /** Stores what was appended. */
  async flush(): Promise<void> {
    await this.#syncer.flush();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const streams = await Promise.allSettled([...this.#slots.values()].map((slot) => slot.loading));
    const loaded = streams.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    // What is being appended now is still stored.
    for (const stream of loaded) await stream.exclusively(async () => undefined);
    await this.#syncer.close();
    for (const stream of loaded) await stream.close();
    this.#slots.clear();
  }

  #read<T>(stream: string, work: (found: LogStream) => Promise<T>): Promise<T> {
    const missing = () => new Fault('LogNotFound', { name: stream });
    const part = this.#use(stream, (found) => {
      if (!found.exists) throw missing();
      return work(found);
    });
    return part.catch((error: unknown) => {
      // Removed while it was read.
      throw isMissing(error) ? missing() : error;
    });
  }

  /** Runs `work` with a stream that stays open meanwhile. */
  async #use<T>(id: string, work: (stream: LogStream) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Fault('ShuttingDown');
    const slot = this.#slot(id);
    slot.users += 1;
    try {
      const stream = await slot.loading;
      return await work(stream);
    } finally {
      slot.users -= 1;
      if (slot.stream?.open === false || slot.stream?.exists === false) this.#drop(id, slot);
      if (this.#slots.size > (this.#options.openStreams ?? openStreamsMax)) await this.#closeIdle();
    }
  }

  #slot(id: string): Slot {
    const found = this.#slots.get(id);
    if (found !== undefined && found.stream?.open !== false) {
      this.#slots.delete(id);
      this.#slots.set(id, found);
      return found;
    }
    const loading = this.#load(id);
    const slot: Slot = { loading, stream: undefined, users: 0 };
    this.#slots.set(id, slot);
    loading.then(
      (stream) => {
        slot.stream = stream;
      },
      () => {
        if (this.#slots.get(id) === slot) this.#slots.delete(id);
      },
    );
    return slot;
  }

  async #load(id: string): Promise<LogStream> {
    const { dir, files, segmentBytes } = this.#options;
    const names = this.#names;
    const appended = (event: Appended) => this.#appended.get(id)?.tell(event);
    try {
      const path = pathOfStream(dir, id);
      const stream = await LogStream.load(files, id, path, { names, appended, segmentBytes }, this.#doubtful.get(id));
      this.#doubtful.delete(id);
      return stream;
    } catch (error) {
      throw storageFault(error, dir);
    }
  }

  #drop(id: string, slot: Slot): void {
    if (slot.users === 0 && this.#slots.get(id) === slot) this.#slots.delete(id);
  }

  /** Closes streams that nobody uses, the longest unused first, until half of the limit is left. */
  async #closeIdle(): Promise<void> {
    const limit = this.#options.openStreams ?? openStreamsMax;
    const unused = [...this.#slots].filter(([, slot]) => slot.users === 0 && slot.stream !== undefined);
    const closing = unused.slice(0, this.#slots.size - Math.ceil(limit / 2));
    // What is not stored yet would have to be loaded again to be synced.
    if (closing.some(([, slot]) => slot.stream?.dirty)) await this.#syncer.flush();
    for (const [id, slot] of closing) {
      if (slot.users > 0 || slot.stream?.dirty !== false || this.#slots.get(id) !== slot) continue;
      this.#slots.delete(id);
      await slot.stream.close();
    }
  }
}

async function sizeOrNone(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function listOrNone(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
