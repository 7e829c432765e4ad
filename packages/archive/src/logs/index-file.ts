/** The line index of a segment on disk: entries as steps from the one before, each with a checksum, so that a torn end shows. */
import { type FileHandle, open } from 'node:fs/promises';
import { crc32c } from '@node-rs/crc32';
import type { IndexEntry } from '@trainyard/logs/line-index';
import { isMissing } from '../files.ts';
import { oldRecordBytes, readOldRecord, writeOldRecords } from './old-index.ts';
import { putVarint, takeVarint, unzigzag, varintBytesMost, zigzag } from './varint.ts';

/** Entries after which a segment is closed although it is small (a quiet job prints for days): some 128 KiB to read and search in. */
export const indexEntriesMax = 16_384;

/** What a file begins with; one without it holds records of the old kind. As the double of an old record it is no offset. */
const magic = Buffer.from('TYindex2');
const checkBytes = 2;
/** ms of an entry are below this, in the year 37,648: so that steps either way are safe integers. */
export const indexTimeEnd = 2 ** 50;
const entryBytesMost = 3 * varintBytesMost + checkBytes;

/** Where the next entry of a file goes, and from what it steps. */
export interface IndexEnd {
  /** Files that were begun with records of the old kind go on with them. */
  isOld: boolean;
  /** Length of what counts in the file. */
  bytes: number;
  offset: number;
  line: number;
  /** Whole ms. */
  time: number;
  /** CRC-32C of all entries so far; an entry carries its lower half. */
  crc: number;
}

/** Where the first entry of a segment goes that begins at `base`. */
export function startOfIndex(base: number): IndexEnd {
  return { isOld: false, bytes: 0, offset: base, line: 0, time: 0, crc: 0 };
}

/** The bytes to write at `end`, and where those after them go. */
export function encodeEntries(entries: readonly IndexEntry[], end: IndexEnd): { bytes: Uint8Array; end: IndexEnd } {
  if (entries.length === 0) return { bytes: new Uint8Array(), end };
  if (end.isOld) {
    const bytes = writeOldRecords(entries);
    return { bytes, end: { ...end, bytes: end.bytes + bytes.length } };
  }
  const out = Buffer.allocUnsafe(magic.length + entries.length * entryBytesMost);
  let at = end.bytes === 0 ? magic.copy(out) : 0;
  let { offset, line, time, crc } = end;
  for (const entry of entries) {
    const from = at;
    const ms = Math.round(entry.time);
    at = putVarint(out, at, entry.offset - offset);
    at = putVarint(out, at, (entry.line - line) * 2 + (entry.starts ? 1 : 0));
    at = putVarint(out, at, zigzag(ms - time));
    crc = crc32c(out.subarray(from, at), crc);
    at = out.writeUInt16LE(crc & 0xffff, at);
    ({ offset, line } = entry);
    time = ms;
  }
  return { bytes: out.subarray(0, at), end: { isOld: false, bytes: end.bytes + at, offset, line, time, crc } };
}

/** The sound entries at the start of an index file. */
export interface SoundEntries {
  count: number;
  at(place: number): IndexEntry;
  /** Where they are held: more may stand behind those that count here. */
  columns: Columns;
  /** False when what follows them is none: then as good as nothing follows. */
  isSound: boolean;
  /** Behind the last of them. */
  end: IndexEnd;
}

/** Columns of entries: an object for each would be ten times as large, and most are never looked at. */
class Columns {
  #numbers = new Float64Array(3 * 64);
  #starts = new Uint8Array(64);
  count = 0;

  push({ offset, line, time, starts }: IndexEntry): void {
    if (this.count === this.#starts.length) this.#grow();
    this.#numbers.set([offset, line, time], 3 * this.count);
    this.#starts[this.count] = starts ? 1 : 0;
    this.count += 1;
  }

  at(place: number): IndexEntry {
    const [offset = 0, line = 0, time = 0] = this.#numbers.subarray(3 * place, 3 * place + 3);
    return { offset, line, time, starts: this.#starts[place] === 1 };
  }

  #grow(): void {
    const [numbers, starts] = [this.#numbers, this.#starts];
    this.#numbers = new Float64Array(2 * numbers.length);
    this.#numbers.set(numbers);
    this.#starts = new Uint8Array(2 * starts.length);
    this.#starts.set(starts);
  }
}

/**
 * The sound entries at the start of the file at `path`: whole, of rising offsets within `from` (inclusive) and `to` (exclusive), at most
 * `limit`. What follows the first unsound one is as good as not there. With `had`, what was read before is gone on with, once.
 */
export async function readEntries(
  path: string,
  from: number,
  to: number,
  limit = Number.POSITIVE_INFINITY,
  had?: SoundEntries,
): Promise<SoundEntries> {
  if (had && (!had.isSound || had.count >= limit)) return had;
  const begin = had?.end.bytes ?? 0;
  const bytes = await readOrNone(path, begin);
  const columns = had?.columns ?? new Columns();
  let end = had?.end ?? { ...startOfIndex(from), isOld: bytes.length >= oldRecordBytes && !hasMagic(bytes) };
  const read = end.isOld ? readOldRecord : readEntry;
  let isSound = true;
  for (let at = 0; columns.count < limit && at < bytes.length; at = end.bytes - begin) {
    const next = read(bytes, at, end);
    const least = columns.count === 0 ? from : end.offset + 1;
    isSound = next !== undefined && next.entry.offset >= least && next.entry.offset < to;
    if (next === undefined || !isSound) break;
    columns.push(next.entry);
    end = next.end;
  }
  if (columns.count === 0) end = startOfIndex(from);
  return { count: columns.count, at: (place) => columns.at(place), columns, isSound, end };
}

const hasMagic = (bytes: Buffer): boolean => bytes.subarray(0, magic.length).equals(magic);

/** The entry at `at`, and what is behind it; undefined when it is torn. */
function readEntry(bytes: Buffer, at: number, end: IndexEnd): { entry: IndexEntry; end: IndexEnd } | undefined {
  if (end.bytes === 0 && !hasMagic(bytes)) return undefined;
  const from = end.bytes === 0 ? magic.length : at;
  const step = takeVarint(bytes, from);
  const lines = step && takeVarint(bytes, step.end);
  const ms = lines && takeVarint(bytes, lines.end);
  if (!ms || ms.end + checkBytes > bytes.length) return undefined;
  const crc = crc32c(bytes.subarray(from, ms.end), end.crc);
  if (bytes.readUInt16LE(ms.end) !== (crc & 0xffff)) return undefined;
  const offset = end.offset + step.value;
  const line = end.line + Math.floor(lines.value / 2);
  const time = end.time + unzigzag(ms.value);
  return {
    entry: { offset, line, time, starts: lines.value % 2 === 1 },
    end: { isOld: false, bytes: end.bytes + ms.end + checkBytes - at, offset, line, time, crc },
  };
}

async function readOrNone(path: string, from: number): Promise<Buffer> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return Buffer.alloc(0);
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, size - from));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
