/**
 * Lines that stand before what the buffer holds: read from the server by number, a page around what is looked at, and
 * dropped when others are looked at. Pure; who asks the server is told what to ask.
 */
import type { Hole } from '@trainyard/contracts/log-frame';
import { LogBuffer, type LogLine } from './log-buffer.ts';

/** Lines of a page: ten screens, one question. */
export const pageLines = 512;
/** Pages that are kept: 64 screens' scrolling in either direction is free. */
const pagesKept = 64;

/** What the server answered: bytes from `offset`, which is within line `line`. */
export interface LinesAnswer {
  offset: number;
  line: number;
  bytes: Uint8Array;
}

interface Page {
  lines: (LogLine | undefined)[];
}

export class LinePages {
  readonly #pages = new Map<number, Page>();
  /** Holes of the stream, as far as they are known. */
  holes: readonly Hole[] = [];

  /** The line, when it was read; looking at it keeps its page. */
  get(number: number): LogLine | undefined {
    return this.#pages.get(Math.floor(number / pageLines))?.lines[number % pageLines];
  }

  /** The question that brings this line and those after it on its page. */
  questionFor(number: number): { fromLine: number; lines: number } {
    // A page of long lines comes in parts: the next one begins with the line that is looked at.
    const from = this.#pages.has(Math.floor(number / pageLines)) ? number : number - (number % pageLines);
    return { fromLine: from, lines: pageLines - (from % pageLines) };
  }

  /** Puts an answer in. What is cut off at its end is kept only if nothing of it came before a whole line. */
  put(asked: { fromLine: number; lines: number }, answer: LinesAnswer): void {
    const index = Math.floor(asked.fromLine / pageLines);
    const page = this.#pages.get(index) ?? { lines: new Array<LogLine | undefined>(pageLines) };
    this.#pages.delete(index);
    this.#pages.set(index, page);
    const buffer = new LogBuffer(answer.offset, answer.line);
    const end = answer.offset + answer.bytes.length;
    buffer.take({ ...answer, holes: [], ended: false });
    for (let number = answer.line; number < buffer.endLine; number++) {
      const line = buffer.get(number);
      if (line === undefined || Math.floor(number / pageLines) !== index) continue;
      if (line.complete) this.#join(page, line);
      else if (number === answer.line || this.holeAt(end)) this.#join(page, this.#cutOff(line, end));
    }
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= pagesKept) break;
      this.#pages.delete(old);
    }
  }

  /** Numbers of lines that are here, as ranges [from, to). */
  *ranges(): Generator<[number, number]> {
    for (const [index, { lines }] of [...this.#pages].sort(([a], [b]) => a - b)) {
      let from: number | undefined;
      for (let at = 0; at <= pageLines; at++) {
        const has = at < pageLines && lines[at] !== undefined;
        if (has) from ??= index * pageLines + at;
        else if (from !== undefined) {
          yield [from, index * pageLines + at];
          from = undefined;
        }
      }
    }
  }

  /** The lost bytes that begin at `offset`, where an answer ends. */
  holeAt(offset: number): Hole | undefined {
    return this.holes.find(({ from, to }) => from === offset && to > from);
  }

  /** A line whose end the answer does not hold: a hole begins there, or it is longer than an answer. */
  #cutOff(line: LogLine, end: number): LogLine {
    const hole = this.holeAt(end);
    const holes = hole ? [{ at: line.bytes.length, hole }] : [];
    return { ...line, bytes: line.bytes.slice(), holes, dropped: hole ? 0 : 1, complete: hole === undefined };
  }

  /** A line that stands around a hole comes in two answers. */
  #join(page: Page, line: LogLine): void {
    const at = line.number % pageLines;
    const before = page.lines[at];
    const last = before?.holes.at(-1);
    if (before === undefined) {
      // A hole that begins where a line does is at the end of no line: it stands before the one behind it.
      const hole = this.holes.find(({ from, to }) => to === line.offset && to > from);
      page.lines[at] = hole === undefined ? line : { ...line, holes: [{ at: 0, hole }, ...line.holes] };
      return;
    }
    if (last === undefined || last.hole.to !== line.offset) return;
    const bytes = new Uint8Array(before.bytes.length + line.bytes.length);
    bytes.set(before.bytes);
    bytes.set(line.bytes, before.bytes.length);
    page.lines[at] = { ...before, bytes, complete: line.complete };
  }
}
