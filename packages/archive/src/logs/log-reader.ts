/** Reads a stream by byte and by line, with its index. Sees what is written, stored or not yet. */
import { afterNewline, countNewlines, type LineIndex, lastBelow, timeOfLine } from '@trainyard/logs/line-index';
import type { LogStream } from './log-stream.ts';
import { readSegment, type Segment, scanSegment, segmentIndex } from './segment.ts';

/** Most bytes of one answer: a browser's window of bytes not yet taken. */
export const readBytesMax = 1_048_576;

/** Most lines whose times are told at once: what a viewer can show many times over. */
export const timesMax = 10_000;

/** Bytes from `offset`; `line` is the number of the line that holds the first of them. */
export interface LogPart {
  offset: number;
  line: number;
  bytes: Uint8Array;
  /** [offset within `bytes`, agent's ms]: when what begins there was read, to 100 ms; ascending, none where it is not known. */
  marks: [number, number][];
}

/**
 * Bytes `from` to `to` (exclusive), at most {@link readBytesMax}, and never across a hole. Within a hole it starts after
 * it; at the end of the stream the answer is empty. Go on at `offset + bytes.length`.
 */
export async function readBytes(stream: LogStream, from: number, to: number): Promise<LogPart> {
  const { through, newlines } = stream;
  const at = firstStored(stream, from);
  if (at >= through) return { offset: through, line: newlines, bytes: new Uint8Array(), marks: [] };
  const segments = [...stream.segments];
  const end = Math.min(to, through, at + readBytesMax);
  const parts: Buffer[] = [];
  const marks: [number, number][] = [];
  let line = newlines;
  let next = at;
  for (const segment of segments) {
    const { base, length } = segment;
    // No byte is asked for: the line of the place is, all the same.
    const isFirst = next === at;
    if (base > next || (next >= end && !isFirst)) break;
    if (base + length <= next) continue;
    const index = await segmentIndex(stream.path, segment);
    if (isFirst) line = await lineAt(stream, segment, index, at);
    if (next >= end) break;
    const bytes = await readSegment(stream.path, base, next, Math.min(end, base + length));
    addMarks(marks, index, at, next, next + bytes.length);
    parts.push(bytes);
    next += bytes.length;
  }
  return { offset: at, line, bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), marks };
}

/** `count` lines from number `fromLine` on, as their bytes; cut off like {@link readBytes}. */
export async function readLines(stream: LogStream, fromLine: number, count: number): Promise<LogPart> {
  const from = await offsetOfLine(stream, fromLine);
  const to = await offsetOfLine(stream, fromLine + Math.max(0, count));
  return readBytes(stream, from, to);
}

/** The last `count` lines, an unfinished one included; when they are too many bytes or cross a hole, the end of them. */
export async function readTail(stream: LogStream, count: number): Promise<LogPart> {
  const { through, lines, holes } = stream;
  const first = await offsetOfLine(stream, Math.max(0, lines - Math.max(0, count)));
  // An empty hole marks a lost end: nothing stands behind it.
  const passed = holes.filter(({ from, to }) => from < to && to <= through);
  const afterHole = passed.reduce((after, { to }) => Math.max(after, to), 0);
  return readBytes(stream, Math.max(first, afterHole, through - readBytesMax), through);
}

/** When each of `count` lines from `fromLine` on was begun: agent's ms, to 100 ms; 0 when unknown. */
export async function readTimes(stream: LogStream, fromLine: number, count: number): Promise<number[]> {
  const segments = [...stream.segments];
  const times: number[] = [];
  const end = Math.min(fromLine + Math.min(count, timesMax), stream.lines);
  let known: { place: number; index: LineIndex } | undefined;
  const indexOf = async (place: number): Promise<LineIndex> => {
    if (known?.place !== place) known = { place, index: await segmentIndex(stream.path, segments[place] as Segment) };
    return known.index;
  };
  for (let line = Math.max(0, fromLine); line < end; line++) {
    const place = placeOfLine(segments, line);
    // A line may be begun with the first byte of the next segment.
    const begins = segments[place + 1]?.line === line && (await indexOf(place + 1)).at(0).starts;
    times.push(segments.length === 0 ? 0 : timeOfLine(await indexOf(begins ? place + 1 : place), line));
  }
  return times;
}

function firstStored(stream: LogStream, from: number): number {
  return stream.holes.reduce((at, hole) => (at >= hole.from && at < hole.to ? hole.to : at), Math.max(0, from));
}

async function lineAt(stream: LogStream, segment: Segment, index: LineIndex, offset: number): Promise<number> {
  const { offset: start, line } = index.at(Math.max(0, lastBelow(index, 'offset', offset + 1)));
  let found = line;
  await scanSegment(stream.path, segment.base, start, offset, (bytes) => {
    found += countNewlines(bytes);
    return undefined;
  });
  return found;
}

/** Adds what the index knows of the bytes `from` to `to` of a part that begins at `at`: no two of the same time in a row. */
function addMarks(marks: [number, number][], index: LineIndex, at: number, from: number, to: number): void {
  for (let place = Math.max(0, lastBelow(index, 'offset', from + 1)); place < index.count; place++) {
    const { offset, time } = index.at(place);
    if (offset >= to) return;
    if (time > 0 && marks.at(-1)?.[1] !== time) marks.push([Math.max(offset, from) - at, time]);
  }
}

/** Place of the segment in which the line begins: the last that starts within an earlier line, else the first. */
function placeOfLine(segments: readonly Segment[], line: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle] as Segment).line < line) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Offset of the first byte of a line; the end of the stream when there is no such line yet. */
async function offsetOfLine(stream: LogStream, line: number): Promise<number> {
  const { through } = stream;
  if (line <= 0) return 0;
  if (line > stream.newlines) return through;
  const segments = [...stream.segments];
  const segment = segments[placeOfLine(segments, line)];
  if (segment === undefined) return through;
  const index = await segmentIndex(stream.path, segment);
  const start = index.at(Math.max(0, lastBelow(index, 'line', line)));
  let left = line - start.line;
  let found = through;
  const end = segment.base + segment.length;
  await scanSegment(stream.path, segment.base, start.offset, end, (bytes, offset) => {
    const after = afterNewline(bytes, left);
    if (after === -1) {
      left -= countNewlines(bytes);
      return undefined;
    }
    found = offset + after;
    return true;
  });
  return found;
}
