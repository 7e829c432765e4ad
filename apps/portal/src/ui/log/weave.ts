/** Which of several streams each row is of: a byte a row, so that ten million rows are ten megabytes. Pure. */

/** Rows between two places from which counting begins. */
const step = 1_024;

export class Weave {
  /** Number of the first line of each stream that stands here. */
  readonly #firsts: readonly number[];
  #streams = new Uint8Array(step);
  /** Next line of each stream at every `step`-th row, stream by stream. */
  #marks: Float64Array;
  #rows = 0;
  readonly #next: number[];

  /** `firsts`: at which line each stream begins; at most 256 streams. */
  constructor(firsts: readonly number[]) {
    this.#firsts = firsts;
    this.#next = [...firsts];
    this.#marks = new Float64Array(firsts.length * 4);
    this.#mark();
  }

  get rows(): number {
    return this.#rows;
  }

  /** The next line of a stream that would be added. */
  nextOf(stream: number): number {
    return this.#next[stream] ?? 0;
  }

  /** Adds the next `count` lines of a stream. */
  push(stream: number, count: number): void {
    let left = count;
    while (left > 0) {
      const some = Math.min(left, step - (this.#rows % step));
      if (this.#rows + some > this.#streams.length) {
        const larger = new Uint8Array(Math.ceil((this.#streams.length * 1.5 + some) / step) * step);
        larger.set(this.#streams);
        this.#streams = larger;
      }
      this.#streams.fill(stream, this.#rows, this.#rows + some);
      this.#rows += some;
      this.#next[stream] = (this.#next[stream] ?? 0) + some;
      left -= some;
      if (this.#rows % step === 0) this.#mark();
    }
  }

  /** What stands in a row. */
  at(row: number): { stream: number; line: number } | undefined {
    if (row < 0 || row >= this.#rows) return undefined;
    const stream = this.#streams[row] as number;
    const from = row - (row % step);
    let line = this.#marks[(from / step) * this.#next.length + stream] as number;
    for (let at = from; at < row; at++) if (this.#streams[at] === stream) line += 1;
    return { stream, line };
  }

  /** The row of a line; undefined when it does not stand here. */
  rowOf(stream: number, line: number): number | undefined {
    if (line < (this.#firsts[stream] ?? 0) || line >= this.nextOf(stream)) return undefined;
    const width = this.#next.length;
    let low = 0;
    let high = Math.floor(Math.max(0, this.#rows - 1) / step);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#marks[middle * width + stream] as number) <= line) low = middle;
      else high = middle - 1;
    }
    let count = this.#marks[low * width + stream] as number;
    for (let row = low * step; row < this.#rows; row++) {
      if (this.#streams[row] !== stream) continue;
      if (count === line) return row;
      count += 1;
    }
    return undefined;
  }

  /** The first line of a stream that stands here. */
  firstOf(stream: number): number {
    return this.#firsts[stream] ?? 0;
  }

  /** Which stream a row is of. */
  streamAt(row: number): number | undefined {
    return row < 0 || row >= this.#rows ? undefined : this.#streams[row];
  }

  #mark(): void {
    const width = this.#next.length;
    const at = (this.#rows / step) * width;
    if (at + width > this.#marks.length) {
      const larger = new Float64Array(Math.max(at + width, this.#marks.length * 2));
      larger.set(this.#marks);
      this.#marks = larger;
    }
    this.#marks.set(this.#next, at);
  }
}

/** Lines of one stream that wait for their rows. */
export interface Strand {
  stream: number;
  /** [from, to) */
  from: number;
  to: number;
  /** ms since 1970; 0 when it is not known. */
  timeOf(line: number): number;
}

/**
 * Puts strands into one order by time: lines of a stream stay in order whatever their times say, a line without a time
 * stands after the one before it, and of two at the same time the one of the first strand comes first.
 */
export function mergeByTime(strands: readonly Strand[], push: (stream: number, count: number) => void): void {
  const heads = strands
    .filter(({ from, to }) => from < to)
    .map((strand) => ({ strand, line: strand.from, time: Math.max(0, strand.timeOf(strand.from)) }));
  while (heads.length > 1) {
    let first = 0;
    let second = Number.POSITIVE_INFINITY;
    let secondAt = Number.POSITIVE_INFINITY;
    for (let at = 1; at < heads.length; at++) {
      const { time } = heads[at] as (typeof heads)[number];
      const best = (heads[first] as (typeof heads)[number]).time;
      if (time < best) {
        second = best;
        secondAt = first;
        first = at;
      } else if (time < second) {
        second = time;
        secondAt = at;
      }
    }
    const head = heads[first] as (typeof heads)[number];
    const from = head.line;
    do {
      head.line += 1;
      if (head.line >= head.strand.to) break;
      head.time = Math.max(head.time, head.strand.timeOf(head.line));
    } while (head.time < second || (head.time === second && first < secondAt));
    push(head.strand.stream, head.line - from);
    if (head.line >= head.strand.to) heads.splice(first, 1);
  }
  for (const { strand, line } of heads) push(strand.stream, strand.to - line);
}
