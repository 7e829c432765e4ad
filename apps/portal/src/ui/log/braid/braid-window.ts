/**
 * A part of a log that is folded: of each stream the lines [from, to). Its rows take as many places as they have lines, so that
 * places are counted as rows of the model are, and nothing after the window moves when it is folded.
 */
import { Braid } from '@trainyard/logs/braid/braid';
import type { BraidRow } from '@trainyard/logs/braid/braid-rows';
import type { LogModel } from '../log-model.ts';
import { braidLine, laneOf, readTimes, sum } from './braid-lines.ts';

/** Rows near an edge among which one is looked for that all ranks share: there the window is cut. */
const edgeRows = 512;
/** ms for which lines are folded at once while others come: half a frame. */
const takeMs = 8;
/** Lines between two looks at the clock. */
const takeLines = 250;

/** A row of a window, and how many lines of the window stand before it. */
export interface Folded {
  row: BraidRow;
  before: number;
}

export interface BraidWindow {
  /** Lines of each stream that are in it: [from, to). */
  from: readonly number[];
  to: readonly number[];
  /** The row that holds the `index`th of its lines. */
  at(index: number): Folded | undefined;
  /** The same for a line of a stream. */
  of(lane: number, line: number): Folded | undefined;
  /** Lines and rows. */
  fold(): { lines: number; rows: number };
}

/** Folds lines that are all there (or are read). `trim`: which edges are cut to where all ranks agree. */
export async function foldPast(
  model: LogModel,
  from: readonly number[],
  to: readonly number[],
  trim: { head: boolean; tail: boolean },
): Promise<BraidWindow> {
  const braid = new Braid(model.sources.map(laneOf));
  await Promise.all(
    model.sources.map(async (source, lane) => {
      const [first, end] = [from[lane] as number, to[lane] as number];
      await readTimes(source, first, end);
      for (let line = first; line < end; line++) {
        if (source.get(line) === undefined) await source.read(line);
        // Pages come and go while others are read: each line is taken as soon as it is here.
        braid.push(lane, [braidLine(line, source.get(line), source.timeOf(line) ?? 0)], 0);
      }
    }),
  );
  braid.flush();
  const head = trim.head ? braid.agreement(braid.first, 1, edgeRows) : undefined;
  const tail = trim.tail ? braid.agreement(braid.end - 1, -1, edgeRows) : undefined;
  const rows = { first: head ?? braid.first, end: tail === undefined || tail <= (head ?? 0) ? braid.end : tail + 1 };
  return windowOf(
    braid,
    rows,
    moved(braid, from, braid.first, rows.first, 1),
    moved(braid, to, rows.end, braid.end, -1),
  );
}

function windowOf(
  braid: Braid,
  rows: { first: number; end: number },
  from: readonly number[],
  to: readonly number[],
): BraidWindow {
  const skip = braid.linesBefore(rows.first);
  const folded = (number: number | undefined): Folded | undefined => {
    if (number === undefined || number < rows.first || number >= rows.end) return undefined;
    const row = braid.row(number);
    return row && { row, before: braid.linesBefore(number) - skip };
  };
  return {
    from,
    to,
    at: (index) => folded(braid.rowAtLine(index + skip)),
    of: (lane, line) => folded(braid.rowOf(lane, line)),
    fold: () => ({ lines: braid.linesBefore(rows.end) - skip, rows: rows.end - rows.first }),
  };
}

/** Bounds without the lines of rows [first, end). */
function moved(braid: Braid, bounds: readonly number[], first: number, end: number, by: 1 | -1): number[] {
  const next = [...bounds];
  for (let at = first; at < end; at++) {
    for (const { lane } of braid.row(at)?.members ?? []) next[lane] = (next[lane] as number) + by;
  }
  return next;
}

/** The end of a log that grows: takes the rows of the model in their order. A line without an end stands last and alone. */
export class LiveWindow implements BraidWindow {
  readonly #model: LogModel;
  readonly #braid: Braid;
  readonly #from: number[];
  readonly #to: number[];
  readonly #open = new Map<number, number>();
  readonly #trims: boolean;
  #rowFrom = 0;
  #skip = 0;
  #trimmed = false;
  /** Row of the model that is taken next. */
  next: number;

  /** Begins at `row`, where the streams stand at `from`. `trims`: what stands before folds, too, and may have its first rows. */
  constructor(model: LogModel, row: number, from: readonly number[], trims: boolean) {
    this.#model = model;
    this.#braid = new Braid(model.sources.map(laneOf));
    this.#from = [...from];
    this.#to = [...from];
    this.#trims = trims;
    this.next = row;
  }

  get from(): readonly number[] {
    return this.#from;
  }

  get to(): readonly number[] {
    return this.#to;
  }

  /** Takes what came, for half a frame at most. True when more is left. */
  take(now: () => number): boolean {
    const began = now();
    for (const [lane, line] of this.#open) if (this.#isWhole(lane, line)) this.#push(lane, line, began);
    let left = takeLines;
    while (this.next < this.#model.rows) {
      const place = this.#model.order.at(this.next);
      if (place === undefined) break;
      this.next += 1;
      this.#to[place.stream] = place.line + 1;
      if (this.#isWhole(place.stream, place.line)) this.#push(place.stream, place.line, began);
      else this.#open.set(place.stream, place.line);
      left -= 1;
      if (left > 0) continue;
      if (now() - began > takeMs) break;
      left = takeLines;
    }
    this.#braid.settle(began);
    this.#drop();
    return this.next < this.#model.rows;
  }

  /** Nothing is added any more: it is a window of the past. */
  end(): BraidWindow {
    for (const [lane, line] of this.#open) this.#push(lane, line, 0);
    this.#braid.flush();
    return windowOf(this.#braid, { first: this.#rowFrom, end: this.#braid.end }, this.#from, this.#to);
  }

  at(index: number): Folded | undefined {
    const folded = this.#folded(this.#braid.rowAtLine(index + this.#skip));
    if (folded) return folded;
    return this.#alone([...this.#open][index - this.#lines()]);
  }

  of(lane: number, line: number): Folded | undefined {
    if (this.#open.get(lane) === line) return this.#alone([lane, line]);
    return this.#folded(this.#braid.rowOf(lane, line));
  }

  fold(): { lines: number; rows: number } {
    const { lines, rows } = this.#braid.fold;
    return { lines: lines - this.#skip + this.#open.size, rows: rows - this.#rowFrom + this.#open.size };
  }

  #lines(): number {
    return this.#braid.fold.lines - this.#skip;
  }

  #folded(number: number | undefined): Folded | undefined {
    if (number === undefined || number < this.#rowFrom) return undefined;
    const row = this.#braid.row(number);
    return row && { row, before: this.#braid.linesBefore(number) - this.#skip };
  }

  #alone(of: readonly [number, number] | undefined): Folded | undefined {
    if (of === undefined) return undefined;
    const [lane, line] = of;
    const time = this.#model.sources[lane]?.timeOf(line) ?? 0;
    const place = [...this.#open.keys()].indexOf(lane);
    return {
      row: { time, members: [{ lane, line }], side: 'agree', settled: false },
      before: this.#lines() + place,
    };
  }

  #isWhole(lane: number, line: number): boolean {
    return this.#model.sources[lane]?.get(line)?.complete !== false;
  }

  #push(lane: number, line: number, now: number): void {
    const source = this.#model.sources[lane];
    this.#open.delete(lane);
    this.#braid.push(lane, [braidLine(line, source?.get(line), source?.timeOf(line) ?? 0)], now);
  }

  /** What is no longer kept, and once the lines that were cut off at its beginning, are not of this window. */
  #drop(): void {
    const braid = this.#braid;
    let first = Math.max(this.#rowFrom, braid.first);
    if (this.#trims && !this.#trimmed && braid.settled > first) {
      const cut = braid.agreement(first, 1, Math.min(edgeRows, braid.settled - first));
      this.#trimmed = cut !== undefined || braid.settled - first >= edgeRows;
      first = cut ?? first;
    }
    if (first === this.#rowFrom) return;
    this.#skip = braid.linesBefore(first);
    this.#rowFrom = first;
    const heads = braid.row(first)?.members ?? [];
    // Each stream begins where its first line of the rows that are left stands; one without any, where it stands now.
    const begins = new Map(heads.map(({ lane, line }) => [lane, line]));
    for (let at = first + 1; at < braid.end && begins.size < this.#from.length; at++) {
      for (const { lane, line } of braid.row(at)?.members ?? []) if (!begins.has(lane)) begins.set(lane, line);
    }
    for (const lane of this.#from.keys()) {
      this.#from[lane] = begins.get(lane) ?? this.#open.get(lane) ?? (this.#to[lane] as number);
    }
  }
}

export const slotOf = (bounds: readonly number[]): number => sum(bounds);
