import type { LogStream } from '@trainyard/contracts/api/logs';
import type { CapsuleLeft } from '@trainyard/contracts/capsule';
import type { Doors } from '../../doors.ts';

/** Bytes of one element: unpacked at once when its lines are looked at. */
const chunkBytes = 1024 * 1024;
/** A line without end must not gather without end. */
const lineMost = 4 * chunkBytes;
/** Of a stream that is cut its end counts more: that is where it says why. */
const shareOfBeginning = 0.25;

/** Bytes of a stream from the beginning of a line, or from the end of a hole. */
export interface LogChunk {
  stream: string;
  offset: number;
  fromLine: number;
  /** An unfinished last one included. */
  lines: number;
  bytes: Uint8Array;
}

/** Bytes that are kept of a stream: where it is cut, whole lines of them. */
export interface LogRange {
  stream: string;
  from: number;
  to: number;
  cut: boolean;
}

/**
 * Which bytes of the streams are kept where together they are more than `most`: small streams whole, of each larger one as much as of
 * the others, its beginning and its end.
 */
export function keptRanges(streams: readonly Pick<LogStream, 'stream' | 'bytes'>[], most: number): LogRange[] {
  const bySize = [...streams].sort((a, b) => a.bytes - b.bytes);
  const allowed = new Map<string, number>();
  let left = most;
  bySize.forEach(({ stream, bytes }, at) => {
    const share = Math.min(bytes, Math.floor(left / (bySize.length - at)));
    allowed.set(stream, share);
    left -= share;
  });
  return streams.flatMap(({ stream, bytes }) => {
    const share = allowed.get(stream) ?? 0;
    const first = Math.floor(share * shareOfBeginning);
    const parts =
      share >= bytes
        ? [{ stream, from: 0, to: bytes, cut: false }]
        : [
            { stream, from: 0, to: first, cut: true },
            { stream, from: bytes - (share - first), to: bytes, cut: true },
          ];
    return parts.filter(({ from, to }) => to > from);
  });
}

/** The bytes of a range in elements of about 1 MiB that end with a line; only a line that is longer than four of them is cut. */
export async function* chunksOf({ archive }: Pick<Doors, 'archive'>, range: LogRange): AsyncGenerator<LogChunk> {
  const { stream, to, cut } = range;
  let kept: LogChunk | undefined;
  /** In the midst of a line nothing is kept until it ends. */
  let begun = range.from === 0;
  for (let next = range.from; next < to; ) {
    const { offset, line, bytes } = await archive.logs.read(stream, next, to);
    if (bytes.byteLength === 0 || offset >= to) break;
    next = offset + bytes.byteLength;
    const skipped = begun ? 0 : bytes.indexOf(10) + 1;
    if (!begun && skipped === 0) continue;
    const read = chunk(stream, offset + skipped, line + (begun ? 0 : 1), bytes.subarray(skipped));
    begun = true;
    // Over a hole nothing is put together.
    const follows = kept !== undefined && kept.offset + kept.bytes.byteLength === read.offset;
    if (kept !== undefined && !follows) yield kept;
    kept = kept !== undefined && follows ? joined(kept, read) : read;
    while (kept !== undefined && kept.bytes.byteLength >= chunkBytes) {
      const end: number = kept.bytes.lastIndexOf(10) + 1;
      if (end === 0 && kept.bytes.byteLength < lineMost) break;
      const [whole, rest]: [LogChunk, LogChunk | undefined] = parted(kept, end === 0 ? kept.bytes.byteLength : end);
      yield whole;
      kept = rest;
    }
  }
  if (kept === undefined) return;
  const end = kept.bytes.lastIndexOf(10) + 1;
  const last = cut && range.from === 0 ? parted(kept, end)[0] : kept;
  if (last.bytes.byteLength > 0) yield last;
}

function chunk(stream: string, offset: number, fromLine: number, bytes: Uint8Array): LogChunk {
  return { stream, offset, fromLine, bytes, lines: linesIn(bytes) };
}

const joined = (a: LogChunk, b: LogChunk): LogChunk =>
  chunk(a.stream, a.offset, a.fromLine, Buffer.concat([a.bytes, b.bytes]));

function parted({ stream, offset, fromLine, bytes }: LogChunk, end: number): [LogChunk, LogChunk | undefined] {
  const first = chunk(stream, offset, fromLine, bytes.subarray(0, end));
  if (end >= bytes.byteLength) return [first, undefined];
  return [first, chunk(stream, offset + end, fromLine + first.lines, bytes.subarray(end))];
}

function linesIn(bytes: Uint8Array): number {
  let count = bytes.byteLength > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

/** A part of a stream that is in the capsule. */
export interface KeptPart {
  stream?: string;
  offset?: number;
  bytes: number;
  fromLine?: number;
  lines?: number;
}

/** What is not there of a stream: its holes, which the server never received, and what lies between the parts that were kept. */
export function leftOut({ stream, bytes, lines, holes }: LogStream, parts: readonly KeptPart[]): CapsuleLeft[] {
  const left: CapsuleLeft[] = holes.map(({ from, to }) => ({ what: 'log', why: 'hole', stream, from, to }));
  let [end, line] = [0, 0];
  const gap = (to: number, toLine: number) => {
    const missing =
      to - end - holes.reduce((sum, hole) => sum + Math.max(0, Math.min(to, hole.to) - Math.max(end, hole.from)), 0);
    if (missing > 0) left.push({ what: 'log', why: 'size', stream, from: end, to, lines: Math.max(0, toLine - line) });
  };
  for (const part of parts.filter((one) => one.stream === stream)) {
    const { offset = 0, fromLine = 0 } = part;
    if (offset > end) gap(offset, fromLine);
    [end, line] = [offset + part.bytes, fromLine + (part.lines ?? 0)];
  }
  if (bytes > end) gap(bytes, lines);
  return left;
}
