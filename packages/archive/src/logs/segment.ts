/** A segment: the bytes of a stream from one offset on, in one file, with its line index beside it. */
import { type FileHandle, open } from 'node:fs/promises';
import { indexEveryBytes, type LineIndex } from '@trainyard/logs/line-index';
import type { IndexEnd } from './index-file.ts';
import { entriesOf } from './known-indexes.ts';
import { type StreamPath, segmentPath } from './stream-path.ts';

/** Bytes after which a new segment starts: a search or a scan for its index stays below a second. */
export const segmentBytesMax = 64 * 1024 * 1024;

export interface Segment {
  base: number;
  length: number;
  /** Number of the line that holds the first byte. */
  line: number;
  /** Entries of its index file that count, and where the next one goes. */
  entries: number;
  indexEnd: IndexEnd;
}

/** The segment's index; its first entry is the start of the segment, whatever the file holds. */
export async function segmentIndex(path: StreamPath, segment: Segment): Promise<LineIndex> {
  const { base, line } = segment;
  const read = await entriesOf(segmentPath(path, base, 'idx'), segment);
  if (read.count > 0 && read.at(0).offset === base) return read;
  const first = { offset: base, line, time: 0, starts: false };
  return { count: read.count + 1, at: (place) => (place === 0 ? first : read.at(place - 1)) };
}

/** Gives the bytes of a segment from offset `from` to `to` in parts; the visitor answers true to stop. */
export async function scanSegment(
  path: StreamPath,
  base: number,
  from: number,
  to: number,
  visit: (bytes: Buffer, offset: number) => boolean | undefined,
): Promise<void> {
  if (from >= to) return;
  await withHandle(segmentPath(path, base, 'log'), async (handle) => {
    // Parts of the index's own distance: a look-up mostly needs one.
    const buffer = Buffer.allocUnsafe(indexEveryBytes);
    for (let at = from; at < to; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, to - at), at - base);
      if (bytesRead === 0 || visit(buffer.subarray(0, bytesRead), at) === true) return;
      at += bytesRead;
    }
  });
}

/** The bytes of a segment from offset `from` to `to`; fewer only when the file is shorter. */
export async function readSegment(path: StreamPath, base: number, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let done = 0;
  await withHandle(segmentPath(path, base, 'log'), async (handle) => {
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from - base + done);
      if (bytesRead === 0) return;
      done += bytesRead;
    }
  });
  return bytes.subarray(0, done);
}

async function withHandle(path: string, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}
