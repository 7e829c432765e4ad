/** When lines of one stream were printed: marks of what came live, pages of what was asked for. Bounded; pure. */

/** Lines of a page: as many as a page of lines has. */
export const timesPage = 512;
/** 512 pages are 2 MiB. */
const pagesKept = 512;
/** Times of live lines that are kept: older ones are asked for again. */
const marksKept = 100_000;

const newline = 10;

/** What came live: its bytes, and the marks in them. */
export interface MarkedPart {
  /** Number of the line that holds the first byte. */
  line: number;
  bytes: Uint8Array;
  marks?: readonly (readonly [number, number])[];
}

export class LineTimes {
  /** From which line on which time holds; ascending. 0: not known from here on. */
  #lines: number[] = [];
  #times: number[] = [];
  readonly #pages = new Map<number, Float64Array>();

  /** ms since 1970; 0 when it is not known to anybody; undefined when it was not asked for yet. */
  at(line: number): number | undefined {
    const live = this.#liveAt(line);
    if (live !== undefined && live > 0) return live;
    const time = this.#pages.get(Math.floor(line / timesPage))?.[line % timesPage];
    return time === undefined || time < 0 ? undefined : time;
  }

  /** The page of times that brings this line's. */
  questionFor(line: number): { fromLine: number; lines: number } {
    return { fromLine: line - (line % timesPage), lines: timesPage };
  }

  /** Puts times in that were asked for. */
  put(fromLine: number, times: readonly number[]): void {
    for (const [at, time] of times.entries()) {
      const index = Math.floor((fromLine + at) / timesPage);
      let page = this.#pages.get(index);
      if (page === undefined) {
        page = new Float64Array(timesPage).fill(-1);
        this.#pages.set(index, page);
      }
      page[(fromLine + at) % timesPage] = time;
    }
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= pagesKept) break;
      this.#pages.delete(old);
    }
  }

  /** Learns when lines that begin within a part were printed. `open`: its first byte goes on with a line that began before. */
  take({ line, bytes, marks = [] }: MarkedPart, open: boolean): void {
    const first = open ? line + 1 : line;
    // What comes before the first mark is not known, and does not pass for what came before it.
    if (marks[0]?.[0] !== 0) this.#mark(first, 0);
    let number = line;
    let from = 0;
    for (const [at, ms] of marks) {
      for (let found = bytes.indexOf(newline, from); found !== -1 && found < at; found = bytes.indexOf(newline, from)) {
        number += 1;
        from = found + 1;
      }
      const begins = at === 0 ? !open : from === at;
      this.#mark(begins ? number : number + 1, ms);
    }
    if (this.#lines.length <= marksKept) return;
    this.#lines.splice(0, marksKept >> 1);
    this.#times.splice(0, marksKept >> 1);
  }

  #mark(line: number, ms: number): void {
    // Two marks before a line begins: the later one was read when it began.
    while ((this.#lines.at(-1) ?? -1) >= line) {
      this.#lines.pop();
      this.#times.pop();
    }
    if (this.#times.at(-1) === ms) return;
    this.#lines.push(line);
    this.#times.push(ms);
  }

  #liveAt(line: number): number | undefined {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#lines[middle] as number) <= line) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.#times[low - 1];
  }
}
