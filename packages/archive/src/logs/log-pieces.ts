/** A stream as the files that hold it, for programs that read files themselves. */

import type { LogStream } from './log-stream.ts';
import { readSegment } from './segment.ts';
import { segmentPath } from './stream-path.ts';

/** Bytes of a stream in one file; the file may hold more behind them, and may be removed with its stream. */
export interface LogPiece {
  /** Where the file is. */
  path: string;
  /** Offset in the stream of the file's first byte. */
  offset: number;
  bytes: number;
  /** Number of the line that holds the first byte. */
  line: number;
  /** True when the first byte begins its line; false when the line began in the piece before. */
  starts: boolean;
}

/** A stream as it stood when it was asked for: pieces in order, holes between them. */
export interface LogPieces {
  pieces: LogPiece[];
  /** Bytes of the stream, those of holes included. */
  through: number;
  /** Lines, an unfinished last one included. */
  lines: number;
  /** Line ends: the number of the line that the next byte will be in. */
  newlines: number;
}

const newline = 10;

/** What of a stream is written, as files. */
export async function piecesOf(stream: LogStream): Promise<LogPieces> {
  const { through, lines, newlines } = stream;
  const segments = stream.segments.map((segment) => ({ ...segment })).filter(({ length }) => length > 0);
  const pieces: LogPiece[] = [];
  for (const [place, { base, length, line }] of segments.entries()) {
    const last = segments[place - 1];
    const end = last === undefined ? 0 : last.base + last.length;
    const starts = last === undefined || (await readSegment(stream.path, last.base, end - 1, end))[0] === newline;
    pieces.push({ path: segmentPath(stream.path, base, 'log'), offset: base, bytes: length, line, starts });
  }
  return { pieces, through, lines, newlines };
}
