/** The line index of a segment on disk: records of a fixed size, each with its own checksum, so that a torn end shows. */
import { readFile } from 'node:fs/promises';
import { crc32c } from '@node-rs/crc32';
import type { IndexEntry } from '@trainyard/logs/line-index';
import { isMissing } from '../files.ts';

/** offset, line, time as doubles; 1 when the byte starts its line; CRC-32C of the 28 bytes before. Little-endian. */
export const indexRecordBytes = 32;

/** Entries after which a segment is closed although it is small (a quiet job prints for days): 512 KiB to search in. */
export const indexEntriesMax = 16_384;

export function encodeEntries(entries: readonly IndexEntry[]): Uint8Array {
  const bytes = Buffer.alloc(entries.length * indexRecordBytes);
  for (const [place, { offset, line, time, starts }] of entries.entries()) {
    const at = place * indexRecordBytes;
    bytes.writeDoubleLE(offset, at);
    bytes.writeDoubleLE(line, at + 8);
    bytes.writeDoubleLE(time, at + 16);
    bytes.writeUInt32LE(starts ? 1 : 0, at + 24);
    bytes.writeUInt32LE(crc32c(bytes.subarray(at, at + 28)), at + 28);
  }
  return bytes;
}

/**
 * The sound records at the start of an index file: whole, of rising offsets within `from` (inclusive) and `to`
 * (exclusive), at most `limit`. What follows the first unsound one is as good as not there.
 */
export async function readEntries(
  path: string,
  from: number,
  to: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<IndexEntry[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const entries: IndexEntry[] = [];
  let least = from;
  for (let at = 0; at + indexRecordBytes <= bytes.length && entries.length < limit; at += indexRecordBytes) {
    const entry = decodeEntry(bytes.subarray(at, at + indexRecordBytes));
    if (entry === undefined || entry.offset < least || entry.offset >= to) break;
    entries.push(entry);
    least = entry.offset + 1;
  }
  return entries;
}

function decodeEntry(record: Buffer): IndexEntry | undefined {
  if (record.readUInt32LE(28) !== crc32c(record.subarray(0, 28))) return undefined;
  return {
    offset: record.readDoubleLE(0),
    line: record.readDoubleLE(8),
    time: record.readDoubleLE(16),
    starts: record.readUInt32LE(24) === 1,
  };
}
