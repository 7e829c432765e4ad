/** A line of bytes as it is drawn: its last state when it rewrote itself, its colours, its level, and what was lost within. Pure. */
import type { Hole } from '@trainyard/contracts/log-frame';
import type { LogLevel } from '@trainyard/contracts/log-levels';
import { levelOf } from '@trainyard/logs/levels';
import { decodeLossy } from '@trainyard/logs/lines';
import { type AnsiRun, ansiText, parseAnsi } from './ansi.ts';
import type { LogLine } from './log-buffer.ts';

/** Longest part of a line that is drawn in its row: 40 times what a wide screen shows. */
export const drawnBytes = 4_096;
/** Longest part of a line that is searched: a stack trace printed on one line and more. */
export const searchedBytes = 65_536;

/** Longest part of a line in which its level is looked for: linear, and done for every line that comes. */
export const levelChars = 4_096;

const carriageReturn = 13;

export type LinePiece = { kind: 'text'; runs: AnsiRun[]; text: string } | ({ kind: 'hole' } & HoleShown);

/** A hole as it stands among lines. */
export interface HoleShown {
  hole: Hole;
  /** The bytes before and behind it are of one line; else it stands between two. */
  within: boolean;
  /** Nothing has come behind it yet: which line goes on there is not known. */
  open: boolean;
  /** Lines [from, to), from 0, that it took, where that is known. */
  lines: readonly [number, number] | undefined;
}

export interface DrawnLine {
  /** In order; a hole stands on its own. Never empty. */
  pieces: LinePiece[];
  level: LogLevel;
  /** States of the line before this one, each ended by a carriage return. */
  updates: number;
  /** Bytes of the line that are not drawn; 0 when all is. */
  rest: number;
  /** Its earlier states are among the pieces. */
  unfolded: boolean;
}

/** States of one line that are drawn below each other; earlier ones are read in the dialog of the line. */
export const statesMost = 200;

/** What a line shows in its row: its last state, or all of them when it is `unfolded`. */
export function drawLine(line: LogLine, unfolded = false): DrawnLine {
  const pieces: LinePiece[] = [];
  let updates = 0;
  let rest = line.dropped;
  let from = 0;
  for (const { at, hole, lines } of [...line.holes, { at: line.bytes.length, hole: undefined, lines: undefined }]) {
    const part = line.bytes.subarray(from, at);
    const state = lastState(part);
    from = at;
    updates += state.updates;
    if (unfolded && state.updates > 0) for (const text of statesBefore(part)) pieces.push(textOf(text));
    const shown = wholeCharacters(state.bytes, drawnBytes);
    rest += state.bytes.length - shown.length;
    if (shown.length > 0) pieces.push(textOf(decodeLossy(shown)));
    if (hole !== undefined) {
      const open = !line.complete && at === line.bytes.length;
      pieces.push({ kind: 'hole', hole, within: at > 0, open, lines });
    }
  }
  if (pieces.length === 0) pieces.push(textOf(''));
  const texts = pieces.map((piece) => (piece.kind === 'text' ? piece.text : ''));
  const level = levelOf((unfolded ? (texts.at(-1) ?? '') : texts.join(' ')).slice(0, levelChars));
  return { pieces, level, updates, rest, unfolded: unfolded && updates > 0 };
}

function textOf(raw: string): LinePiece {
  return { kind: 'text', runs: parseAnsi(raw), text: ansiText(raw) };
}

/** The states of a line before its last, newest of them last. */
function statesBefore(bytes: Uint8Array): string[] {
  const states = decodeLossy(bytes)
    .split('\r')
    .filter((state) => state !== '');
  return states
    .slice(0, -1)
    .slice(-statesMost)
    .map((state) => state.slice(0, drawnBytes));
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
