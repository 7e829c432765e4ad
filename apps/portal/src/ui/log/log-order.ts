/**
 * Where lines of several streams stand in one list. From the opening's window on it is the order of time; what is before it
 * stands stream after stream until its times are known. A line that was given its row in the order of time keeps it. Pure.
 */
import { mergeByTime, type Strand, Weave } from './weave.ts';

/** Lines of one stream that stand together. */
export interface Run {
  /** Row of the first. */
  row: number;
  stream: number;
  from: number;
  count: number;
}

export class LogOrder {
  #past: Run[] | Weave = [];
  #pastRows = 0;
  #live: Weave;
  readonly #streams: number;
  /** True while times of what was before the opening are read: its lines have no place yet. */
  sorting = false;

  /** `streams`: how many there are. */
  constructor(streams: number) {
    this.#streams = streams;
    this.#live = new Weave(new Array<number>(streams).fill(0));
  }

  get rows(): number {
    return this.#streams === 1 ? this.#pastRows : this.#pastRows + this.#live.rows;
  }

  /** From this row on the order is that of time. */
  get timedFrom(): number {
    return this.#streams === 1 || this.#past instanceof Weave ? 0 : this.#pastRows;
  }

  /** Rows that stand before the opening's window. */
  get pastRows(): number {
    return this.#pastRows;
  }

  /** All streams are open: lines before `firsts` are the past, stream after stream. */
  open(firsts: readonly number[]): void {
    this.#past = [];
    this.#pastRows = 0;
    for (const [stream, count] of firsts.entries()) {
      if (count === 0) continue;
      this.#past.push({ row: this.#pastRows, stream, from: 0, count });
      this.#pastRows += count;
    }
    this.#live = new Weave(firsts);
  }

  /** Gives lines that came their rows, in the order of time. True when rows were added. */
  grow(strands: readonly Strand[]): boolean {
    const before = this.rows;
    if (this.#streams === 1) {
      const to = strands[0]?.to ?? 0;
      if (to > this.#pastRows) this.#past = [{ row: 0, stream: 0, from: 0, count: to }];
      this.#pastRows = Math.max(this.#pastRows, to);
    } else mergeByTime(strands, (stream, count) => this.#live.push(stream, count));
    return this.rows > before;
  }

  /** The next line of a stream that has no row. */
  nextOf(stream: number): number {
    return this.#streams === 1 ? this.#pastRows : this.#live.nextOf(stream);
  }

  /** The past's times are known: it is put into their order. Rows after it stay. */
  sortPast(timeOf: (stream: number, line: number) => number): void {
    if (this.#past instanceof Weave) return;
    const weave = new Weave(new Array<number>(this.#streams).fill(0));
    const strands = this.#past.map(({ stream, from, count }) => ({
      stream,
      from,
      to: from + count,
      timeOf: (line: number) => timeOf(stream, line),
    }));
    mergeByTime(strands, (stream, count) => weave.push(stream, count));
    this.#past = weave;
    this.sorting = false;
  }

  /** What stands in a row. */
  at(row: number): { stream: number; line: number } | undefined {
    if (row < 0) return undefined;
    if (row >= this.#pastRows) return this.#live.at(row - this.#pastRows);
    if (this.#past instanceof Weave) return this.#past.at(row);
    const run = this.#runAt(row);
    return run && { stream: run.stream, line: run.from + row - run.row };
  }

  /** The row of a line; undefined when it has none. */
  rowOf(stream: number, line: number): number | undefined {
    if (this.#past instanceof Weave) {
      const row = this.#past.rowOf(stream, line);
      if (row !== undefined) return row;
    } else {
      const run = this.#past.find((one) => one.stream === stream && line >= one.from && line < one.from + one.count);
      if (run) return run.row + line - run.from;
    }
    const row = this.#live.rowOf(stream, line);
    return row === undefined ? undefined : row + this.#pastRows;
  }

  /** True for the first line of a stream in what stands stream after stream. */
  begins(row: number): boolean {
    return !(this.#past instanceof Weave) && this.#past.some((run) => run.row === row);
  }

  /** Rows of lines of each stream (ascending numbers), all in order; lines without a row are left out. */
  rowsOf(lines: readonly (readonly number[] | undefined)[]): number[] {
    const rows: number[] = [];
    const at = lines.map(() => 0);
    const sweep = (weave: Weave, first: number) => {
      const next = lines.map((_, stream) => weave.nextOf(stream));
      const count = next.map(() => 0);
      const starts = lines.map((_, stream) => weave.firstOf(stream));
      if (next.every((end, stream) => (lines[stream]?.[at[stream] ?? 0] ?? Number.POSITIVE_INFINITY) >= end)) return;
      for (let row = 0; row < weave.rows; row++) {
        const stream = weave.streamAt(row) as number;
        const line = (starts[stream] ?? 0) + (count[stream] as number);
        count[stream] = (count[stream] as number) + 1;
        if (lines[stream]?.[at[stream] as number] !== line) continue;
        rows.push(first + row);
        at[stream] = (at[stream] as number) + 1;
      }
    };
    if (this.#past instanceof Weave) sweep(this.#past, 0);
    else {
      for (const { row, stream, from, count } of this.#past) {
        const wanted = lines[stream] ?? [];
        while ((wanted[at[stream] as number] ?? Number.POSITIVE_INFINITY) < from + count) {
          rows.push(row + (wanted[at[stream] as number] as number) - from);
          at[stream] = (at[stream] as number) + 1;
        }
      }
    }
    sweep(this.#live, this.#pastRows);
    return rows;
  }

  #runAt(row: number): Run | undefined {
    const past = this.#past as Run[];
    let low = 0;
    let high = past.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((past[middle] as Run).row <= row) low = middle;
      else high = middle - 1;
    }
    return past[low];
  }
}
