/** A line of bytes as it is drawn: its last state when it rewrote itself, its colours, its level, and what was lost within. Pure. */
import type { Hole } from '@trainyard/contracts/log-frame';
import { decodeLossy } from '@trainyard/logs/lines';
import { type AnsiRun, ansiText, parseAnsi } from './ansi.ts';
import type { LogLine } from './log-buffer.ts';

/** Longest part of a line that is drawn in its row: 40 times what a wide screen shows. */
export const drawnBytes = 4_096;
/** Longest part of a line that is searched: a stack trace printed on one line and more. */
export const searchedBytes = 65_536;

const carriageReturn = 13;

export type LogLevel = 'warn' | 'error' | null;

export type LinePiece = { kind: 'text'; runs: AnsiRun[]; text: string } | { kind: 'hole'; hole: Hole };

export interface DrawnLine {
  /** In order; a hole stands on its own. Never empty. */
  pieces: LinePiece[];
  level: LogLevel;
  /** States of the line before this one, each ended by a carriage return. */
  updates: number;
  /** Bytes of the line that are not drawn; 0 when all is. */
  rest: number;
}

/** What a line shows in its row. */
export function drawLine(line: LogLine): DrawnLine {
  const pieces: LinePiece[] = [];
  let updates = 0;
  let rest = line.dropped;
  let from = 0;
  for (const { at, hole } of [...line.holes, { at: line.bytes.length, hole: undefined }]) {
    const state = lastState(line.bytes.subarray(from, at));
    from = at;
    updates += state.updates;
    const shown = wholeCharacters(state.bytes, drawnBytes);
    rest += state.bytes.length - shown.length;
    if (shown.length > 0) {
      const raw = decodeLossy(shown);
      pieces.push({ kind: 'text', runs: parseAnsi(raw), text: ansiText(raw) });
    }
    if (hole !== undefined) pieces.push({ kind: 'hole', hole });
  }
  if (pieces.length === 0) pieces.push({ kind: 'text', runs: [], text: '' });
  const texts = pieces.map((piece) => (piece.kind === 'text' ? piece.text : ''));
  return { pieces, level: levelOf(texts.join(' ')), updates, rest };
}

/** The text of a line that is searched and copied: its last state, at most `limit` bytes of it. */
export function lineText(line: LogLine, limit = searchedBytes): string {
  return ansiText(decodeLossy(wholeCharacters(lastState(line.bytes).bytes, limit)));
}

/** Everything of a line that is kept, one state below the other, for reading it at length. */
export function wholeLine(line: LogLine): string {
  const states = decodeLossy(line.bytes).split('\r').map(ansiText);
  return states.filter((state) => state !== '').join('\n');
}

const errorWords =
  /\b(?:ERROR|FATAL|CRITICAL|PANIC)\b|^Traceback \(most recent call last\)|^[\w.]*(?:Error|Exception)(?::|$)/;
const warnWords = /\bWARN(?:ING)?\b|\b[A-Z]\w*Warning:/;
/** Loggers say the level at the start; further on these words are part of a sentence. */
const levelChars = 160;

/** How bad a line says it is. */
export function levelOf(text: string): LogLevel {
  const start = text.slice(0, levelChars);
  if (errorWords.test(start)) return 'error';
  return warnWords.test(start) ? 'warn' : null;
}

/** What a terminal would show of a line that rewrites itself: what came after its last carriage return. */
function lastState(bytes: Uint8Array): { bytes: Uint8Array; updates: number } {
  if (!bytes.includes(carriageReturn)) return { bytes, updates: 0 };
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === carriageReturn) end -= 1;
  const from = end === 0 ? 0 : bytes.lastIndexOf(carriageReturn, end - 1) + 1;
  let updates = 0;
  let empty = true;
  for (let at = 0; at < from; ) {
    const found = bytes.indexOf(carriageReturn, at);
    if (found > at) updates += 1;
    empty &&= found === at;
    at = found + 1;
  }
  return { bytes: bytes.subarray(from, end), updates: empty ? 0 : updates };
}

/** At most `limit` bytes that end with a whole character of UTF-8. */
function wholeCharacters(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes;
  let end = limit;
  // At most three bytes follow the first of a character; more are no UTF-8 and are drawn as they are.
  for (let back = 0; back < 3 && ((bytes[end] as number) & 0xc0) === 0x80; back++) end -= 1;
  return bytes.subarray(0, end);
}
