/** Records of index files that earlier versions began: of a fixed size, 32 bytes. They are read, and such a file is gone on with. */
import { crc32c } from '@node-rs/crc32';
import type { IndexEntry } from '@trainyard/logs/line-index';
import type { IndexEnd } from './index-file.ts';

/** offset, line, time as doubles; 1 when the byte starts its line; CRC-32C of the 28 bytes before. Little-endian. */
export const oldRecordBytes = 32;

export function writeOldRecords(entries: readonly IndexEntry[]): Uint8Array {
  const bytes = Buffer.alloc(entries.length * oldRecordBytes);
  for (const [place, { offset, line, time, starts }] of entries.entries()) {
    const at = place * oldRecordBytes;
    bytes.writeDoubleLE(offset, at);
    bytes.writeDoubleLE(line, at + 8);
    bytes.writeDoubleLE(time, at + 16);
    bytes.writeUInt32LE(starts ? 1 : 0, at + 24);
    bytes.writeUInt32LE(crc32c(bytes.subarray(at, at + 28)), at + 28);
  }
  return bytes;
}

/** The record at `at`, and what is behind it; undefined when it is torn. */
export function readOldRecord(
  bytes: Buffer,
  at: number,
  end: IndexEnd,
): { entry: IndexEntry; end: IndexEnd } | undefined {
  const record = bytes.subarray(at, at + oldRecordBytes);
  if (record.length < oldRecordBytes || record.readUInt32LE(28) !== crc32c(record.subarray(0, 28))) return undefined;
  const [offset, line, time] = [record.readDoubleLE(0), record.readDoubleLE(8), record.readDoubleLE(16)];
  const entry = { offset, line, time, starts: record.readUInt32LE(24) === 1 };
  return { entry, end: { ...end, bytes: end.bytes + oldRecordBytes, offset, line, time } };
}
