/** One stream that is written: takes frames in any order and number, keeps each byte once. */
import { dirname } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import { Fault } from '@trainyard/contracts/errors';
import type { Hole, LogFrame } from '@trainyard/contracts/log-frame';
import type { IndexEntry } from '@trainyard/logs/line-index';
import { type ArchiveFile, type ArchiveFiles, storageFault, writeWhole } from '../files.ts';
import { Turns } from '../turns.ts';
import { encodeEntries, type IndexEnd, indexEntriesMax, indexTimeEnd, startOfIndex } from './index-file.ts';
import type { NewNames } from './new-names.ts';
import { type Segment, segmentBytesMax } from './segment.ts';
import { metaPath, type StreamPath, segmentPath } from './stream-path.ts';
import { encodeMeta, loadStream, type MetaRecord, type StreamState } from './stream-state.ts';

/** Bytes before `through` are in the file; `expected`: the frame starts later, bytes from `expected` on are missing. */
export type AppendResult = { through: number } | { expected: number };

/** Bytes before `through` are on the disk; `ended`: so is the end. */
export interface Stored {
  through: number;
  ended: boolean;
}

/** What viewers are told of bytes, twice: before the write, which may have to wait for an fsync of the same file, and after it. */
export interface Appended {
  stream: string;
  offset: number;
  /** Number of the line that holds the first byte. */
  line: number;
  bytes: Uint8Array;
  /** [offset within `bytes`, agent's ms]: when what begins there was read; ascending. */
  marks: [number, number][];
  /** False before the write. When the disk then refuses it, the agent sends the same bytes again. */
  written: boolean;
  /** Bytes that will never come; told with no bytes. */
  hole?: Hole;
  /** True when the stream is complete; told with no bytes. */
  ended: boolean;
}

export interface StreamOptions {
  names: NewNames;
  appended: (appended: Appended) => void;
  segmentBytes?: number | undefined;
}

/** Holes a stream may have: a hole starts a segment, and an agent whose disk fills again and again must not fill ours. */
export const holesMax = 1_024;

/** A stream's files lie in `ARCHIVE/LOGS/OWNER/GROUP`: names in these four directories lead to them. */
const directoriesAbove = 4;

export class LogStream {
  readonly id: string;
  readonly path: StreamPath;
  /** Bytes before are on the disk. */
  stored = 0;
  /** False once its files are closed: the next use loads it again. */
  open = true;
  readonly #files: ArchiveFiles;
  readonly #names: NewNames;
  readonly #appended: (appended: Appended) => void;
  readonly #turns = new Turns();
  readonly #syncs = new Turns();
  readonly #segmentBytes: number;
  #state: StreamState;
  #data: ArchiveFile | undefined;
  #index: ArchiveFile | undefined;
  #meta: ArchiveFile | undefined;
  /** Closed for writing, not yet synced. */
  #retired: ArchiveFile[] = [];
  #dirty = false;
  /** True when the disk refused to go back to what is stored. */
  #broken = false;
  /** True when a failed write may have left bytes after the ones that count. */
  #torn = false;

  constructor(files: ArchiveFiles, id: string, path: StreamPath, state: StreamState, options: StreamOptions) {
    this.#files = files;
    this.id = id;
    this.path = path;
    this.#state = state;
    this.#names = options.names;
    this.#appended = options.appended;
    this.#segmentBytes = options.segmentBytes ?? segmentBytesMax;
  }

  /**
   * Loads a stream and makes what it has durable: a process that was killed may have left it in the page cache only.
   * When the disk refuses that, nothing is given up: the stream cannot be used until the disk can. With `limit`, bytes
   * from there on are given up, because an fsync failed that should have stored them.
   */
  static async load(
    files: ArchiveFiles,
    id: string,
    path: StreamPath,
    options: StreamOptions,
    limit?: number,
  ): Promise<LogStream> {
    const stream = new LogStream(files, id, path, await loadStream(files, path, limit), options);
    const last = stream.segments.at(-1);
    const names = last === undefined ? [] : [segmentPath(path, last.base, 'log')];
    if (stream.#state.metaBytes > 0) names.push(metaPath(path));
    for (const name of names) await syncFile(files, name);
    if (names.length > 0) {
      for (let at = path.directory, up = 0; up < directoriesAbove; up++, at = dirname(at)) options.names.add(at);
      await options.names.flush();
    }
    stream.stored = stream.through;
    return stream;
  }

  get exists(): boolean {
    const { segments, metaBytes } = this.#state;
    return segments.length > 0 || metaBytes > 0;
  }

  get through(): number {
    return this.#state.indexer.state.offset;
  }

  /** Lines, an unfinished last one included. */
  get lines(): number {
    const { line, starts } = this.#state.indexer.state;
    return line + (starts ? 0 : 1);
  }

  get newlines(): number {
    return this.#state.indexer.state.line;
  }

  get ended(): boolean {
    return this.#state.ended !== undefined;
  }

  get holes(): readonly Hole[] {
    return this.#state.holes;
  }

  get segments(): readonly Segment[] {
    return this.#state.segments;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  /** Takes a frame. Throws InvalidBody for a malformed one and StorageFull when the disk refuses; then nothing counts. */
  append(frame: LogFrame): Promise<AppendResult> {
    const crc = crc32c(frame.bytes);
    if (crc !== frame.crc32c) return Promise.reject(this.#malformed(frame, `its CRC-32C is ${crc}`));
    return this.#turns.take(async () => {
      try {
        return await this.#take(frame);
      } catch (error) {
        throw storageFault(error, this.path.directory);
      }
    });
  }

  #malformed(frame: LogFrame, why: string): Fault {
    const fault = `log frame of ${this.id} at ${frame.offset}: ${why}: send it again`;
    return new Fault('InvalidBody', { faults: [fault] });
  }

  async #take(frame: LogFrame): Promise<AppendResult> {
    const { offset, bytes, hole } = frame;
    if (!this.open) {
      if (this.#broken) throw new Fault('StorageFull', { path: this.path.directory });
      throw new Fault('LogNotFound', { name: this.id });
    }
    const end = Math.max(offset + bytes.length, hole?.to ?? 0);
    // At the end of a stream an empty hole says that an unknown rest is missing: its log could not be read to the end.
    const restLost = frame.end === true && hole !== undefined && hole.from === hole.to;
    if (hole !== undefined && hole.from >= hole.to && !restLost) throw this.#malformed(frame, 'its hole is empty');
    if (this.ended && end > this.through) throw this.#malformed(frame, `the stream ended at ${this.through}`);
    if (frame.end === true && end < this.through) throw this.#malformed(frame, `bytes to ${this.through} are stored`);
    // The hole may stand before or after the bytes.
    await this.#takeBytes(frame);
    if (hole !== undefined && (await this.#takeHole(frame, hole))) await this.#takeBytes(frame);
    if (this.through < end) return { expected: this.through };
    if (frame.end === true && !this.ended) {
      if (restLost) await this.#noteHole({ from: this.through, to: this.through, why: hole.why }, frame);
      await this.#takeEnd();
    }
    return { through: this.through };
  }

  async #takeBytes(frame: LogFrame): Promise<void> {
    const skip = this.through - frame.offset;
    if (skip < 0 || skip >= frame.bytes.length) return;
    const bytes = frame.bytes.subarray(skip);
    const marks = orderedMarks(frame.marks, skip, bytes.length);
    const { offset, line } = this.#state.indexer.state;
    const told = { stream: this.id, offset, line, bytes, marks, ended: false };
    this.#appended({ ...told, written: false });
    await this.#write(bytes, marks);
    this.#dirty = true;
    this.#appended({ ...told, written: true });
  }

  /** Index first, then bytes: an entry without its bytes is seen as such when the stream is loaded. */
  async #write(bytes: Uint8Array, marks: readonly (readonly [number, number])[]): Promise<void> {
    const segment = await this.#segment();
    const { indexer } = this.#state;
    const before = { state: indexer.state, last: indexer.last };
    try {
      const entries = indexer.push(bytes, marks);
      const data = await this.#dataFile(segment);
      if (this.#torn) await data.truncate(segment.length);
      this.#torn = false;
      const indexEnd = entries.length > 0 ? await this.#writeEntries(segment, entries) : segment.indexEnd;
      this.#torn = true;
      await writeWhole(data, bytes, segment.length);
      this.#torn = false;
      segment.length += bytes.length;
      segment.entries += entries.length;
      segment.indexEnd = indexEnd;
    } catch (error) {
      indexer.state = before.state;
      indexer.last = before.last;
      await this.#cutTorn(segment);
      throw error;
    }
  }

  async #writeEntries(segment: Segment, entries: readonly IndexEntry[]): Promise<IndexEnd> {
    this.#index ??= await this.#openNamed(segmentPath(this.path, segment.base, 'idx'));
    const { bytes, end } = encodeEntries(entries, segment.indexEnd);
    await writeWhole(this.#index, bytes, segment.indexEnd.bytes);
    return end;
  }

  /** Best effort: when the disk refuses this too, the next write does it first. */
  async #cutTorn(segment: Segment): Promise<void> {
    if (!this.#torn || this.#data === undefined) return;
    try {
      await this.#data.truncate(segment.length);
      this.#torn = false;
    } catch {
      // `#torn` stays set.
    }
  }

  /** The segment that the next byte goes to; a new one when the last is full or ends before a hole. */
  async #segment(): Promise<Segment> {
    const { segments, indexer } = this.#state;
    const last = segments.at(-1);
    if (last !== undefined) {
      const full = last.length >= this.#segmentBytes || last.entries >= indexEntriesMax;
      if (!full && last.base + last.length === indexer.state.offset) return last;
    }
    this.#retire();
    const { offset, line } = indexer.state;
    const segment: Segment = { base: offset, length: 0, line, entries: 0, indexEnd: startOfIndex(offset) };
    await this.#dataFile(segment);
    segments.push(segment);
    indexer.last = undefined;
    return segment;
  }

  #retire(): void {
    for (const file of [this.#data, this.#index]) if (file !== undefined) this.#retired.push(file);
    this.#data = undefined;
    this.#index = undefined;
    this.#torn = false;
  }

  async #dataFile(segment: Segment): Promise<ArchiveFile> {
    if (this.#data !== undefined) return this.#data;
    if (!this.exists) await this.#names.makeDirectory(this.path.directory);
    this.#data = await this.#openNamed(segmentPath(this.path, segment.base, 'log'));
    return this.#data;
  }

  async #openNamed(path: string): Promise<ArchiveFile> {
    const file = await this.#files.open(path);
    this.#names.add(this.path.directory);
    return file;
  }

  /** True when the hole stands right after what is stored, or reaches beyond it. */
  async #takeHole(frame: LogFrame, { from, to, why }: Hole): Promise<boolean> {
    const { state } = this.#state.indexer;
    if (from > state.offset || to <= state.offset) return false;
    await this.#noteHole({ from: state.offset, to, why }, frame);
    return true;
  }

  async #noteHole(hole: Hole, frame: LogFrame): Promise<void> {
    if (this.holes.length >= holesMax) throw this.#malformed(frame, `it has more than ${holesMax} holes`);
    const { state } = this.#state.indexer;
    await this.#writeMeta({ hole });
    this.#state.holes.push(hole);
    this.#state.indexer.state = { ...state, offset: hole.to };
    const { line } = state;
    const bytes = new Uint8Array();
    this.#appended({ stream: this.id, offset: hole.to, line, bytes, marks: [], written: true, hole, ended: false });
  }

  async #takeEnd(): Promise<void> {
    const { offset, line } = this.#state.indexer.state;
    await this.#writeMeta({ end: offset });
    this.#state.ended = offset;
    const bytes = new Uint8Array();
    this.#appended({ stream: this.id, offset, line, bytes, marks: [], written: true, ended: true });
  }

  async #writeMeta(record: MetaRecord): Promise<void> {
    if (this.#meta === undefined) {
      if (!this.exists) await this.#names.makeDirectory(this.path.directory);
      this.#meta = await this.#openNamed(metaPath(this.path));
    }
    const bytes = encodeMeta(record);
    try {
      await writeWhole(this.#meta, bytes, this.#state.metaBytes);
    } catch (error) {
      // A torn record has no line end and the next one is written over it.
      await this.#meta.truncate(this.#state.metaBytes).catch(() => undefined);
      throw error;
    }
    this.#state.metaBytes += bytes.length;
    this.#dirty = true;
  }

  /**
   * Makes everything appended so far durable and answers up to which byte. When the disk refuses, what was not stored
   * counts as lost (after a failed fsync the kernel may have dropped it): the stream goes back to what is stored.
   */
  sync(): Promise<Stored> {
    return this.#syncs.take(async () => {
      const round = await this.#turns.take(async () => this.#startRound());
      try {
        // Another stream's names too: its directory may be one that leads to ours.
        const parts = await Promise.allSettled([syncAll(round.files), this.#names.flush()]);
        for (const part of parts) if (part.status === 'rejected') throw part.reason;
      } catch (error) {
        if (!this.open) return { through: this.stored, ended: false };
        await this.#turns.take(() => this.#goBack());
        throw storageFault(error, this.path.directory);
      } finally {
        await closeAll(round.closing);
      }
      this.stored = Math.max(this.stored, round.through);
      return { through: this.stored, ended: round.ended };
    });
  }

  #startRound() {
    const closing = this.#meta === undefined ? this.#retired : [...this.#retired, this.#meta];
    const files = this.#data === undefined ? closing : [...closing, this.#data];
    const round = { through: this.through, ended: this.ended, closing, files };
    this.#retired = [];
    this.#meta = undefined;
    this.#dirty = false;
    return round;
  }

  async #goBack(): Promise<void> {
    await this.#closeFiles();
    this.#dirty = false;
    try {
      this.#state = await loadStream(this.#files, this.path, this.stored);
    } catch (error) {
      // Nothing may be appended to what memory believes: the next use loads it from the disk.
      this.open = false;
      this.#broken = true;
      throw error;
    }
  }

  /** Runs `work` while nothing is appended. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  /** Closes the files; nothing can be appended afterwards. */
  async close(): Promise<void> {
    await this.#turns.take(async () => {
      this.open = false;
      await this.#closeFiles();
    });
  }

  async #closeFiles(): Promise<void> {
    this.#retire();
    const files = this.#meta === undefined ? this.#retired : [...this.#retired, this.#meta];
    this.#retired = [];
    this.#meta = undefined;
    await closeAll(files);
  }
}

/** A frame's marks without its first `skip` bytes: ascending, one a place, none without a time that a clock may tell or behind the end. */
function orderedMarks(marks: LogFrame['marks'], skip: number, length: number): [number, number][] {
  const sorted = marks
    .filter(([at, time]) => time > 0 && time < indexTimeEnd && at - skip < length)
    .map(([at, time]): [number, number] => [Math.max(0, at - skip), time])
    .sort(([a], [b]) => a - b);
  return sorted.filter(([at], place) => sorted[place + 1]?.[0] !== at);
}

async function syncAll(files: readonly ArchiveFile[]): Promise<void> {
  for (const file of files) await file.sync();
}

/** What was on the disk matters, not how the closing went. */
async function closeAll(files: readonly ArchiveFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close().catch(() => undefined)));
}

async function syncFile(files: ArchiveFiles, path: string): Promise<void> {
  const file = await files.open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
