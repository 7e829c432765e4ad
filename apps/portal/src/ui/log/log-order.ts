/**
 * Where lines of several streams stand in one list: what was there at the opening stream after stream, what comes since in
 * order of arrival. A line never changes its row. Pure.
 */

/** Lines of one stream that stand together. */
export interface Run {
  /** Row of the first. */
  row: number;
  stream: number;
  from: number;
  count: number;
}

/** 16 ranks at 20 deliveries a second for five minutes; older runs then stand stream after stream. */
const runsMost = 100_000;

export class LogOrder {
  #runs: Run[] = [];
  #rows = 0;
  /** Lines of each stream that have a row. */
  readonly #seen: number[] = [];
  /** Row of the first line that came in order of arrival; undefined until the opening is over. */
  #live: number | undefined;
  readonly #most: number;
  /** How often older rows were put into another order. */
  reordered = 0;

  constructor(most = runsMost) {
    this.#most = most;
  }

  get rows(): number {
    return this.#rows;
  }

  /** From this row on the order is that of arrival. */
  get liveRow(): number {
    return this.#live ?? this.#rows;
  }

  /** All streams are open: from now on rows come in order of arrival. */
  opened(): void {
    this.#live ??= this.#rows;
  }

  /** A stream has lines up to `end` (exclusive). True when rows were added. */
  grow(stream: number, end: number): boolean {
    const from = this.#seen[stream] ?? 0;
    if (end <= from) return false;
    this.#seen[stream] = end;
    const last = this.#runs.at(-1);
    // The boundary of the opening is kept, so that it can be shown.
    if (last?.stream === stream && this.#rows !== this.#live) last.count += end - from;
    else this.#runs.push({ row: this.#rows, stream, from, count: end - from });
    this.#rows += end - from;
    if (this.#runs.length > this.#most) this.#coalesce();
    return true;
  }

  /** What stands in a row. */
  at(row: number): { stream: number; line: number } | undefined {
    const run = this.#runs[this.#place(row)];
    if (run === undefined || row < 0 || row >= this.#rows) return undefined;
    return { stream: run.stream, line: run.from + row - run.row };
  }

  /** True for the first row of a run: the row before belongs to another stream. */
  begins(row: number): boolean {
    return this.#runs[this.#place(row)]?.row === row;
  }

  /** Rows of lines [from, to) of a stream, as ranges in order. */
  *rowsOf(stream: number, from: number, to: number): Generator<[number, number]> {
    for (const run of this.#runs) {
      if (run.stream !== stream || run.from >= to || run.from + run.count <= from) continue;
      const first = Math.max(from, run.from);
      const end = Math.min(to, run.from + run.count);
      yield [run.row + first - run.from, run.row + end - run.from];
    }
  }

  /** Runs that touch rows [from, to). */
  *runsIn(from: number, to: number): Generator<Run> {
    for (let at = Math.max(0, this.#place(from)); at < this.#runs.length; at++) {
      const run = this.#runs[at] as Run;
      if (run.row >= to) return;
      yield run;
    }
  }

  #place(row: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#runs[middle] as Run).row <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The older half stream after stream: the rows after it stay where they are. */
  #coalesce(): void {
    this.reordered += 1;
    const half = this.#runs.splice(0, this.#runs.length >> 1);
    const older = new Map<number, Run>();
    for (const run of half) {
      const into = older.get(run.stream);
      if (into) into.count += run.count;
      else older.set(run.stream, { ...run });
    }
    let row = 0;
    for (const run of older.values()) {
      run.row = row;
      row += run.count;
    }
    this.#runs.unshift(...older.values());
    this.#live = Math.max(this.#live ?? 0, row);
  }
}
