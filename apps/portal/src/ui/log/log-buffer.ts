/**
 * The newest lines of one stream as they come, and the proof that none is missing and none is there twice. Bytes stay bytes;
 * only what is drawn or searched becomes text. Pure.
 */
import type { Hole } from '@trainyard/contracts/log-frame';
import type { LogPart } from '@trainyard/sdk/live-cursor';
import { OpenLine } from './open-line.ts';

/** Half a minute of 10,000 lines a second twice over, and a day of a usual job; older ones are read again from the server. */
export const linesKept = 200_000;
/** What a tab may hold for a log without its neighbours noticing, over all its streams. */
export const bytesKept = 32 * 1024 * 1024;
/** Lines are kept in blocks of this size: dropping the oldest then costs nothing per line. */
const blockBytes = 65_536;

const newline = 10;

/** A line of a stream. */
export interface LogLine {
  /** From 0, as the server counts. */
  number: number;
  /** Offset of its first byte in the stream. */
  offset: number;
  /** Without its newline. */
  bytes: Uint8Array;
  /** Bytes of a very long line that are not kept; they were in its middle. */
  dropped: number;
  /** What was lost within it, each with its place in `bytes`. */
  holes: readonly HoleInLine[];
  /** False while its end has not come. */
  complete: boolean;
}

export interface HoleInLine {
  at: number;
  hole: Hole;
  /** Lines [from, to), from 0, that were lost whole or in part, where both edges have a number of the server's. */
  lines?: readonly [number, number];
}

/** What was taken, in lines and bytes. Bytes known to be lost are missing; what came twice is doubled and left out. */
export interface Ledger {
  firstLine: number;
  /** Lines, the unfinished one included. */
  endLine: number;
  missingBytes: number;
  missingLines: number;
  doubledBytes: number;
  doubledLines: number;
}

interface Block {
  first: number;
  bytes: Uint8Array;
  used: number;
  /** Where each line starts within `bytes`; each ends where the next one starts. */
  starts: number[];
  offsets: number[];
}

export class LogBuffer {
  /** Offset of the first byte that is of this buffer. */
  readonly firstOffset: number;
  readonly #lines: number;
  readonly #bytes: number;
  readonly #open = new OpenLine();
  #blocks: Block[] = [];
  #held = 0;
  /** Offset of the first byte of the open line. */
  #openOffset: number;
  #openHoles: HoleInLine[] = [];
  readonly #holes = new Map<number, HoleInLine[]>();
  readonly #dropped = new Map<number, number>();
  #first: number;
  /** Number of the open line. */
  #line: number;
  #next: number;
  #ended = false;
  readonly #ledger: Omit<Ledger, 'endLine'>;

  /** `offset` is the first byte of line number `line`: what comes before is not of this buffer. */
  constructor(offset: number, line: number, limit: { lines?: number; bytes?: number } = {}) {
    this.#lines = limit.lines ?? linesKept;
    this.#bytes = limit.bytes ?? bytesKept;
    this.firstOffset = offset;
    this.#openOffset = offset;
    this.#next = offset;
    this.#first = line;
    this.#line = line;
    this.#ledger = { firstLine: line, missingBytes: 0, missingLines: 0, doubledBytes: 0, doubledLines: 0 };
  }

  /** Number of the oldest line that is kept. */
  get firstLine(): number {
    return this.#first;
  }

  /** One more than the number of the newest line. */
  get endLine(): number {
    return this.#line + (this.#open.length > 0 || this.#openHoles.length > 0 ? 1 : 0);
  }

  /** Offset of the byte that comes next. */
  get next(): number {
    return this.#next;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** True while the newest line has begun and has no end yet. */
  get open(): boolean {
    return this.#open.length > 0;
  }

  get ledger(): Ledger {
    return { ...this.#ledger, endLine: this.endLine };
  }

  /** Takes the next part. One that overlaps is trimmed and counted; one that leaves a gap leaves a hole. */
  take(part: Omit<LogPart, 'marks'> & Partial<LogPart>): void {
    let { bytes, offset, line } = part;
    if (offset < this.#next && bytes.length > 0) {
      const twice = bytes.subarray(0, this.#next - offset);
      this.#ledger.doubledBytes += twice.length;
      const lines = count(twice);
      this.#ledger.doubledLines += lines;
      bytes = bytes.subarray(twice.length);
      offset += twice.length;
      line += lines;
    }
    this.#jump(offset, part.holes);
    if (bytes.length > 0 && line !== this.#line) this.#renumber(line);
    this.#split(bytes);
    if (part.ended) this.#end(part.holes);
    this.#trim();
  }

  /** A line that is kept; undefined for others. */
  get(number: number): LogLine | undefined {
    if (number === this.#line && number < this.endLine) {
      const bytes = this.#open.view();
      const { dropped } = this.#open;
      return { number, offset: this.#openOffset, bytes, dropped, holes: this.#openHoles, complete: this.#ended };
    }
    if (number < this.#first || number >= this.#line) return undefined;
    const block = this.#blockOf(number);
    const at = number - block.first;
    return {
      number,
      offset: block.offsets[at] as number,
      bytes: block.bytes.subarray(block.starts[at], block.starts[at + 1] ?? block.used),
      dropped: this.#dropped.get(number) ?? 0,
      holes: this.#holes.get(number) ?? [],
      complete: true,
    };
  }

  /** Bytes between what is had and `offset` are lost: those that holes explain, and any that nothing explains. */
  #jump(offset: number, holes: readonly Hole[]): void {
    if (offset <= this.#next) return;
    for (const hole of [...holes].sort((a, b) => a.from - b.from)) {
      const from = Math.max(hole.from, this.#next);
      const to = Math.min(hole.to, offset);
      if (from >= to) continue;
      if (from > this.#next) this.#lose({ from: this.#next, to: from, why: '' });
      this.#lose({ from, to, why: hole.why });
    }
    if (offset > this.#next) this.#lose({ from: this.#next, to: offset, why: '' });
  }

  #lose(hole: Hole): void {
    if (this.#open.length === 0 && this.#openHoles.length === 0) this.#openOffset = hole.from;
    this.#openHoles.push({ at: this.#open.length, hole });
    this.#ledger.missingBytes += hole.to - hole.from;
    this.#next = hole.to;
  }

  /** The server counts otherwise: lines are missing or doubled, and its number is the one that others see. */
  #renumber(line: number): void {
    const missing = line - this.#line;
    if (missing < 0) {
      this.#ledger.doubledLines -= missing;
      return;
    }
    this.#ledger.missingLines += missing;
    const lost = this.#openHoles.at(-1);
    // What had begun is of the line before the gap, and what comes now of the one behind it.
    this.#openHoles = lost === undefined ? [] : [{ at: 0, hole: lost.hole, lines: [this.#line, line] }];
    if (lost !== undefined) this.#openOffset = lost.hole.to;
    this.#open.clear();
    this.#blocks = [];
    this.#held = 0;
    this.#first = line;
    this.#line = line;
  }

  #split(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const found = bytes.indexOf(newline, from);
      const part = bytes.subarray(from, found === -1 ? bytes.length : found);
      if (this.#open.length === 0 && this.#openHoles.length === 0) this.#openOffset = this.#next + from;
      if (found === -1) {
        this.#open.push(part);
        break;
      }
      if (this.#open.length === 0) this.#close(part);
      else {
        this.#open.push(part);
        this.#close(this.#open.view());
      }
      from = found + 1;
    }
    this.#next += bytes.length;
  }

  #close(bytes: Uint8Array): void {
    if (this.#openHoles.length > 0) this.#holes.set(this.#line, this.#openHoles);
    if (this.#open.dropped > 0) this.#dropped.set(this.#line, this.#open.dropped);
    this.#openHoles = [];
    let block = this.#blocks.at(-1);
    if (block === undefined || block.used + bytes.length > block.bytes.length) {
      const room = new Uint8Array(Math.max(blockBytes, bytes.length));
      block = { first: this.#line, bytes: room, used: 0, starts: [], offsets: [] };
      this.#blocks.push(block);
      this.#held += room.length;
    }
    block.starts.push(block.used);
    block.offsets.push(this.#openOffset);
    block.bytes.set(bytes, block.used);
    block.used += bytes.length;
    this.#open.clear();
    this.#line += 1;
  }

  #end(holes: readonly Hole[]): void {
    this.#ended = true;
    const lost = holes.find(({ from, to }) => from === to && from >= this.#next);
    if (lost) this.#openHoles.push({ at: this.#open.length, hole: lost });
  }

  #trim(): void {
    while (this.#blocks.length > 1) {
      const second = this.#blocks[1] as Block;
      if (this.#held <= this.#bytes && this.#line - second.first < this.#lines) return;
      const [gone] = this.#blocks.splice(0, 1) as [Block];
      this.#held -= gone.bytes.length;
      this.#first = second.first;
      for (const rare of [this.#holes, this.#dropped]) {
        for (const number of rare.keys()) if (number < this.#first) rare.delete(number);
      }
    }
  }

  #blockOf(number: number): Block {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#blocks[middle] as Block).first <= number) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low] as Block;
  }
}

function count(bytes: Uint8Array): number {
  let found = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) found += 1;
  return found;
}
