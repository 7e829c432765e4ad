/**
 * Which lines of a stream match, from its first to its last. Segments are searched as the files that they are; what a file cannot show
 * on its own (a line that goes on in the next segment or behind a hole, the unfinished end of a stream that grows) is joined and searched
 * as a text of its own. Escapes are looked through: a segment that has some goes through rg twice, first to take them out.
 */
import { createReadStream } from 'node:fs';
import type { LogPiece, LogPieces } from '@trainyard/archive/logs/log-pieces';
import { escapePattern } from '@trainyard/logs/escapes';
import type { EscapedFiles } from './escaped-files.ts';
import { joinedLines } from './joined-lines.ts';
import { LineSet } from './line-set.ts';
import { type Expression, inputPath, linesWithout, matchingLines } from './ripgrep.ts';

/** A piece of which the first bytes, whole lines, are passed over. */
export interface SearchedPiece extends LogPiece {
  /** Bytes of the file; `line` is the number of the line behind them. */
  skip?: number;
}

/** A stream to look through. */
export interface Source extends LogPieces {
  pieces: SearchedPiece[];
  /** As the archive reads: at most 1 MiB, never across a hole. */
  read(from: number, to: number): Promise<{ offset: number; bytes: Uint8Array; marks: [number, number][] }>;
  readLine(line: number): Promise<{ offset: number; bytes: Uint8Array }>;
}

/** Lines of one stretch of a stream, for each expression. Stretches follow on each other without a gap. */
export interface Stretch {
  first: number;
  end: number;
  sets: LineSet[];
  /** Bytes of the stream up to its end. */
  through: number;
}

/** Bytes and files that one run looks through: enough to hide the start of a process, few enough to tell how far it is. */
const batchBytes = 64 * 1024 * 1024;
const batchFiles = 64;
/** Runs side by side, of one search: as many as there are cores on the smallest machine. Several expressions run side by side themselves. */
const aheadOf = (expressions: readonly Expression[]): number => (expressions.length > 1 ? 1 : 2);

export interface Finding {
  expressions: readonly Expression[];
  escaped: EscapedFiles;
  signal: AbortSignal;
}

/** Looks through all of the stream; ends its processes when it is left. */
export async function* findLines(source: Source, finding: Finding): AsyncGenerator<Stretch> {
  const own = new AbortController();
  const signal = AbortSignal.any([finding.signal, own.signal]);
  const task = { ...finding, signal };
  const running: Promise<Stretch>[] = [];
  try {
    const joined = await joinedMatches(source, task);
    const escaped = await finding.escaped.among(source.pieces, signal);
    const batches = batchesOf(source.pieces, escaped);
    for (let next = 0; next < batches.length || running.length > 0; ) {
      while (running.length < aheadOf(finding.expressions) && next < batches.length) {
        const batch = batches[next++] as Batch;
        const stretch = searchBatch(source, batch, batches[next], joined, task);
        stretch.catch(() => undefined);
        running.push(stretch);
      }
      yield await (running.shift() as Promise<Stretch>);
      signal.throwIfAborted();
    }
  } finally {
    own.abort();
    await Promise.allSettled(running);
  }
}

interface Batch {
  pieces: SearchedPiece[];
  escaped: boolean;
}

/** What is not searched as the file that it is. */
const isFed = ({ pieces, escaped }: Batch): boolean => escaped || pieces[0]?.skip !== undefined;

function batchesOf(pieces: readonly SearchedPiece[], escaped: ReadonlySet<string>): Batch[] {
  const batches: Batch[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    const last = batches.at(-1);
    const hasEscapes = escaped.has(piece.path);
    const fits = last && !isFed(last) && !hasEscapes && bytes + piece.bytes <= batchBytes;
    if (fits && last.pieces.length < batchFiles) last.pieces.push(piece);
    else {
      batches.push({ pieces: [piece], escaped: hasEscapes });
      bytes = 0;
    }
    bytes += piece.bytes;
  }
  return batches;
}

/** The first line that begins in the piece or later. */
const firstOf = ({ line, starts }: LogPiece): number => (starts ? line : line + 1);

/** Numbers of the lines that no file shows whole, and which of them match, for each expression. */
interface Joined {
  lines: ReadonlySet<number>;
  matching: ReadonlySet<number>[];
}

async function joinedMatches(source: Source, { expressions, signal }: Finding): Promise<Joined> {
  const cut = source.pieces.filter(({ starts }) => !starts).map(({ line }) => line);
  if (source.lines > source.newlines) cut.push(source.newlines);
  const lines = [...new Set(cut)].sort((a, b) => a - b);
  const matching: Set<number>[] = [];
  for (const expression of expressions) {
    const found = new Set<number>();
    matching.push(found);
    if (lines.length === 0) continue;
    const input = joinedLines(source, lines);
    await matchingLines(expression, ['-'], { input, signal }, (_, at) => found.add(lines[at] as number));
  }
  return { lines: new Set(lines), matching };
}

async function searchBatch(
  source: Source,
  batch: Batch,
  next: Batch | undefined,
  joined: Joined,
  { expressions, signal }: Finding,
): Promise<Stretch> {
  const { pieces } = batch;
  const first = firstOf(pieces[0] as LogPiece);
  const end = next === undefined ? source.lines : firstOf(next.pieces[0] as LogPiece);
  const lineOf = new Map(pieces.map(({ path, line }) => [path, line]));
  // Lines of the input are those of its only piece.
  lineOf.set(inputPath, (pieces[0] as LogPiece).line);
  const search = async (expression: Expression, place: number): Promise<LineSet> => {
    const set = new LineSet(first, end);
    const input = isFed(batch) ? inputOf(batch, signal) : undefined;
    const paths = input ? ['-'] : pieces.map(({ path }) => path);
    await matchingLines(expression, paths, { ...(input && { input }), signal }, (path, at) => {
      const line = (lineOf.get(path) ?? 0) + at;
      if (!joined.lines.has(line)) set.add(line);
    });
    for (const line of joined.matching[place] ?? []) set.add(line);
    return set;
  };
  const sets = await Promise.all(expressions.map(search));
  const last = pieces.at(-1) as LogPiece;
  return { first, end, sets, through: last.offset + last.bytes };
}

/** The bytes of a batch's only piece, from where it is to be searched, without their escapes. */
function inputOf({ pieces, escaped }: Batch, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const { path, skip, bytes } = pieces[0] as SearchedPiece;
  if (skip === undefined) return linesWithout(`(?-u:${escapePattern})`, path, signal);
  const rest = createReadStream(path, { start: skip, end: Math.max(skip, bytes - 1), highWaterMark: readBytes });
  return escaped ? linesWithout(`(?-u:${escapePattern})`, rest, signal) : rest;
}

/** Bytes read at once: as much as a pipe takes. */
const readBytes = 65_536;
