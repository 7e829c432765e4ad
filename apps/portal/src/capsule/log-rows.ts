/** The lines of one stream of a capsule as numbered rows: what is not in it is one row that says so. Pure but for its unpacking. */
import type { ReadCapsule } from '@trainyard/contracts/capsule';
import { unpacked } from './open-capsule.ts';

interface Chunk {
  /** Place in the capsule; null for what is left out. */
  part: number | null;
  /** First row of it, and how many it has. */
  row: number;
  rows: number;
  /** 0-based number of its first line. */
  line: number;
}

export type LogRow = { kind: 'line'; line: number; text: string } | { kind: 'gap'; from: number; to: number | null };

/** Unpacked at once: 24 MiB of text, some screens in each direction of where somebody reads and searches. */
const chunksKept = 24;

export class LogRows {
  readonly #capsule: ReadCapsule;
  readonly #chunks: Chunk[] = [];
  readonly #texts = new Map<number, string[]>();
  readonly #asked = new Map<number, Promise<string[]>>();
  readonly rows: number;
  /** Lines that are here. */
  readonly lines: number;

  constructor(capsule: ReadCapsule, stream: string, linesThere: number) {
    this.#capsule = capsule;
    let row = 0;
    let line = 0;
    let end = 0;
    let held = 0;
    const own = capsule.manifest.parts.flatMap((part, at) => (part.stream === stream ? [{ part, at }] : []));
    for (const { part, at } of own) {
      const { offset = 0, fromLine = 0, lines = 0 } = part;
      if (offset > end) {
        this.#chunks.push({ part: null, row, rows: 1, line });
        row += 1;
      }
      this.#chunks.push({ part: at, row, rows: lines, line: fromLine });
      row += lines;
      held += lines;
      line = fromLine + lines;
      end = offset + part.bytes;
    }
    if (line < linesThere) {
      this.#chunks.push({ part: null, row, rows: 1, line });
      row += 1;
    }
    this.rows = row;
    this.lines = held;
  }

  /** A row when its chunk is unpacked, else undefined: {@link load} brings it. */
  at(row: number): LogRow | undefined {
    const place = this.#placeOf(row);
    const chunk = this.#chunks[place];
    if (chunk === undefined) return undefined;
    if (chunk.part === null) return { kind: 'gap', from: chunk.line, to: this.#chunks[place + 1]?.line ?? null };
    const text = this.#texts.get(place)?.[row - chunk.row];
    return text === undefined ? undefined : { kind: 'line', line: chunk.line + row - chunk.row, text };
  }

  /** The row of a 0-based line number; undefined where it is not in the capsule. */
  rowOf(line: number): number | undefined {
    const chunk = this.#chunks.find(
      ({ part, line: first, rows }) => part !== null && line >= first && line < first + rows,
    );
    return chunk && chunk.row + line - chunk.line;
  }

  /** Unpacks what holds the rows; true when there is something new to draw. */
  async load(from: number, to: number): Promise<boolean> {
    let fresh = false;
    for (let place = this.#placeOf(from); place <= this.#placeOf(Math.max(from, to - 1)); place += 1) {
      if (this.#texts.has(place) || this.#chunks[place]?.part == null) continue;
      await this.#textOf(place);
      fresh = true;
    }
    return fresh;
  }

  /** Rows with a text in them, in order, a chunk at a time. */
  async *search(isHit: (text: string) => boolean): AsyncGenerator<{ rows: number[]; done: number; of: number }> {
    const of = this.#chunks.length;
    for (const [place, chunk] of this.#chunks.entries()) {
      if (chunk.part === null) continue;
      const texts = await this.#textOf(place);
      yield { rows: texts.flatMap((text, at) => (isHit(text) ? [chunk.row + at] : [])), done: place + 1, of };
    }
  }

  #textOf(place: number): Promise<string[]> {
    const known = this.#texts.get(place);
    if (known) return Promise.resolve(known);
    const asked = this.#asked.get(place) ?? this.#unpack(place);
    this.#asked.set(place, asked);
    return asked;
  }

  async #unpack(place: number): Promise<string[]> {
    const { part, rows } = this.#chunks[place] as Chunk;
    const text = this.#capsule.part(part as number);
    const bytes = text === undefined ? undefined : await unpacked(text).catch(() => undefined);
    const lines = bytes === undefined ? [] : new TextDecoder().decode(bytes).split('\n');
    // What is damaged still has its rows: they are numbered, and empty.
    const texts = Array.from({ length: rows }, (_, at) => lines[at] ?? '');
    this.#texts.set(place, texts);
    this.#asked.delete(place);
    for (const [oldest] of this.#texts) {
      if (this.#texts.size <= chunksKept) break;
      this.#texts.delete(oldest);
    }
    return texts;
  }

  #placeOf(row: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#chunks[middle] as Chunk).row <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
