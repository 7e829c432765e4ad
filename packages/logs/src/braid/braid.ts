/**
 * The log braid: lines of several ranks on one time axis. Lines that are equal across ranks are one row ×N; a rank that says
 * something else stands beside. Lines come as they arrive; rows settle when nothing can change them any more, and then never
 * move. What is kept is numbers: the text of a line is its source's to give.
 */
import { type BraidRow, BraidRows } from './braid-rows.ts';
import { Differing } from './differing.ts';
import { type FoldKey, foldKey } from './fold-key.ts';
import { type OpenRow, OpenRows } from './open-rows.ts';
import { PendingLines } from './pending-lines.ts';

/** A stream of a rank. */
export interface BraidLane {
  /** Null for what is of no rank; it folds with nothing. */
  rank: number | null;
  /** Its output (`stdout`): lines of different outputs never fold. */
  kind: string;
}

/** A line as it comes. */
export interface BraidLine {
  /** Its number in its stream: within a lane each greater than the one before. */
  number: number;
  /** ms of the agent's clock; 0: not known. */
  time: number;
  /** As it is read: without colours, of a line that rewrote itself the last state. */
  text: string;
}

export interface BraidLimits {
  /** ms between the same line of two ranks that are still one row. */
  alignMs: number;
  /** ms for which a line waits for those of other lanes that may belong before it. */
  lateMs: number;
  /** Rows that may still change at once; the oldest settle beyond. */
  openMost: number;
  /** Lines that wait for their turn at once. */
  pendingMost: number;
  /** Lines of settled rows that are kept. */
  linesMost: number;
}

/**
 * Nodes' clocks are apart by well under a second where they are kept; a rank that lags by three seconds is news. What may change
 * is more than any screen shows and costs milliseconds to try out; half a million lines are 5 MB.
 */
export const braidLimits: BraidLimits = {
  alignMs: 3_000,
  lateMs: 1_500,
  openMost: 2_048,
  pendingMost: 8_192,
  linesMost: 500_000,
};

/** Rows that may still change, and how many lines stand before each. Most are never looked at: their members are made when they are. */
interface Tail {
  rows: OpenRow[];
  sides: BraidRow['side'][];
  before: number[];
  lines: number;
}

export class Braid {
  readonly lanes: readonly BraidLane[];
  readonly #limits: BraidLimits;
  readonly #ranks: number;
  readonly #pending: PendingLines;
  readonly #open: OpenRows;
  readonly #differing: Differing;
  readonly #rows: BraidRows;
  #fed = Number.NEGATIVE_INFINITY;
  /** The rows that may still change, and how many lines stand before each; undefined when it has to be tried out anew. */
  #tail: Tail | undefined;

  constructor(lanes: readonly BraidLane[], limits: Partial<BraidLimits> = {}) {
    this.lanes = lanes;
    this.#limits = { ...braidLimits, ...limits };
    this.#ranks = new Set(lanes.flatMap(({ rank }) => (rank === null ? [] : [rank]))).size;
    this.#pending = new PendingLines(lanes.length, this.#limits.lateMs, this.#limits.pendingMost);
    this.#open = new OpenRows(lanes.length, this.#limits.alignMs);
    this.#differing = new Differing(lanes.map(({ rank }, at) => rank ?? -1 - at));
    this.#rows = new BraidRows(this.#limits.linesMost);
  }

  /** Number of the oldest row that is kept. */
  get first(): number {
    return this.#rows.first;
  }

  /** One past the newest settled row: rows before it never change. */
  get settled(): number {
    return this.#rows.end;
  }

  /** One past the newest row. */
  get end(): number {
    return this.#rows.end + this.#unsettled().rows.length;
  }

  /** Lines of all rows and the rows themselves, those that were dropped included. */
  get fold(): { lines: number; rows: number } {
    const { rows, lines } = this.#unsettled();
    return { lines, rows: this.#rows.end + rows.length };
  }

  /** Steps done so far, for the proof that the cost is linear in the lines. */
  get work(): number {
    return this.#pending.work + this.#open.work + this.#differing.work;
  }

  /**
   * Takes lines of one lane, in order, at `now` (ms of any clock that runs evenly). They are shown at once; {@link settle} says
   * when their places are decided.
   */
  push(lane: number, lines: readonly BraidLine[], now: number): void {
    if (lines.length === 0) return;
    const { rank } = this.lanes[lane] as BraidLane;
    for (const { number, time, text } of lines) {
      const key = foldKey(text, rank, this.#ranks);
      this.#pending.push(lane, number, time, now, rank === null ? aloneIn(lane, key) : key);
    }
    this.#tail = undefined;
  }

  /** Decides what can be decided at `now`: call it when all lanes have been given what they had, and now and then. */
  settle(now: number): void {
    if (this.#pending.count === 0) return;
    for (const { lane, number, time, key } of this.#pending.due(now)) this.#feed(lane, number, time, key);
    this.#tail = undefined;
  }

  /** No line of this lane comes any more. */
  endLane(lane: number): void {
    this.#pending.end(lane);
  }

  /** Settles everything: what comes later is another window. */
  flush(): void {
    for (const { lane, number, time, key } of this.#pending.rest()) this.#feed(lane, number, time, key);
    this.#release(true);
    this.#tail = undefined;
  }

  /** A row by its number; undefined when it is none or was dropped. */
  row(number: number): BraidRow | undefined {
    if (number < this.#rows.end) return this.#rows.get(number);
    const { rows, sides } = this.#unsettled();
    const at = number - this.#rows.end;
    const row = rows[at];
    return row && { time: row.time, members: membersOf(row), side: sides[at] ?? 'agree', settled: false };
  }

  /** Number of the row that holds a line; undefined when none does. */
  rowOf(lane: number, line: number): number | undefined {
    const at = this.#unsettled().rows.findIndex(({ lanes, numbers }) => numbers[lanes.indexOf(lane)] === line);
    return at === -1 ? this.#rows.rowOf(lane, line) : this.#rows.end + at;
  }

  /** Lines of all rows before a row; of the row after the last, all lines. */
  linesBefore(number: number): number {
    if (number < this.#rows.end) return this.#rows.linesBefore(number);
    const { before, lines } = this.#unsettled();
    return before[number - this.#rows.end] ?? lines;
  }

  /** Number of the row that holds the `index`th line of all, row after row from the first; undefined when none that is kept does. */
  rowAtLine(index: number): number | undefined {
    if (index < this.#rows.lines) return this.#rows.rowAtLine(index);
    const { before, lines } = this.#unsettled();
    if (index >= lines) return undefined;
    let low = 0;
    let high = before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((before[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return this.#rows.end + low;
  }

  /**
   * The first row from `from` on (downwards or upwards, `most` rows at most) that all ranks share: there a window may be cut, and
   * what is on either side folds as it would have without the cut. Undefined when there is none.
   */
  agreement(from: number, direction: 1 | -1, most: number): number | undefined {
    if (this.#ranks < 2) return undefined;
    for (let at = from, left = most; left > 0 && at >= this.first && at < this.end; at += direction, left -= 1) {
      if ((this.row(at)?.members.length ?? 0) >= this.#ranks) return at;
    }
    return undefined;
  }

  #feed(lane: number, number: number, time: number, key: FoldKey): void {
    this.#open.feed(lane, number, time, (this.lanes[lane] as BraidLane).kind, key);
    this.#fed = Math.max(this.#fed, time);
    this.#release(false);
  }

  #release(all: boolean): void {
    const { alignMs, openMost } = this.#limits;
    for (let head = this.#open.head; head; head = this.#open.head) {
      if (!all && this.#fed - head.time <= alignMs && this.#open.count <= openMost) return;
      const side = this.#differing.settle(head);
      this.#open.shift();
      this.#rows.push(head.time, membersOf(head), side);
    }
  }

  /** The rows that may still change, with the lines that wait: tried out on a copy. */
  #unsettled(): Tail {
    if (this.#tail) return this.#tail;
    let open = this.#open;
    if (this.#pending.count > 0) {
      open = open.clone();
      for (const { lane, number, time, key } of this.#pending.all()) {
        open.feed(lane, number, time, (this.lanes[lane] as BraidLane).kind, key);
      }
    }
    const differing = this.#differing.clone();
    const rows: OpenRow[] = [];
    const sides: BraidRow['side'][] = [];
    const before: number[] = [];
    let { lines } = this.#rows;
    for (let row = open.head; row; row = row.next) {
      rows.push(row);
      sides.push(differing.settle(row));
      before.push(lines);
      lines += row.lanes.length;
    }
    this.#tail = { rows, sides, before, lines };
    return this.#tail;
  }
}

function membersOf({ lanes, numbers }: OpenRow): BraidRow['members'] {
  return lanes.map((lane, at) => ({ lane, line: numbers[at] as number })).sort((a, b) => a.lane - b.lane);
}

/** Lines of no rank fold with none. */
function aloneIn(lane: number, { exact, weak }: FoldKey): FoldKey {
  const alone = `${lane}\u0000${exact}`;
  return { exact: alone, own: alone, weak };
}
