/** Lines that wait for their turn: given back in order of time whatever the order of arrival between lanes was. */
import type { FoldKey } from './fold-key.ts';

export interface PendingLine {
  lane: number;
  number: number;
  /** ms; never less than that of the line before it in its lane. */
  time: number;
  /** How many lines of its lane have the same time and come before it: lanes of coarse times go in step by it. */
  run: number;
  /** ms, by the clock of whoever takes the lines, when it came. */
  came: number;
  key: FoldKey;
}

interface Queue {
  lines: PendingLine[];
  at: number;
  lastTime: number;
  lastRun: number;
  ended: boolean;
}

export class PendingLines {
  readonly #lateMs: number;
  readonly #most: number;
  readonly #queues: Queue[] = [];
  /** Lanes with lines, the one whose turn is next first (a binary heap). */
  readonly #heap: number[] = [];
  /** The least time up to which a lane without lines is known. */
  #quiet = Number.NEGATIVE_INFINITY;
  count = 0;
  work = 0;

  /** `lateMs`: a line waits for other lanes at most so long; `most`: lines that wait at most. */
  constructor(lanes: number, lateMs: number, most: number) {
    this.#lateMs = lateMs;
    this.#most = most;
    for (let at = 0; at < lanes; at++) {
      this.#queues.push({ lines: [], at: 0, lastTime: Number.NEGATIVE_INFINITY, lastRun: 0, ended: false });
    }
  }

  push(lane: number, number: number, time: number, came: number, key: FoldKey): void {
    const queue = this.#queues[lane] as Queue;
    const own = Math.max(time, queue.lastTime);
    const run = own === queue.lastTime ? queue.lastRun + 1 : 0;
    queue.lastTime = own;
    queue.lastRun = run;
    queue.lines.push({ lane, number, time: own, run, came, key });
    this.count += 1;
    if (queue.lines.length - queue.at === 1) this.#rise(lane);
  }

  /** No line of this lane comes any more. */
  end(lane: number): void {
    (this.#queues[lane] as Queue).ended = true;
  }

  /** Lines whose turn has come at `now`: no lane brings one any more that belongs before them, or they have waited enough. */
  *due(now: number): Generator<PendingLine> {
    this.#quiet = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues) {
      if (!queue.ended && queue.at === queue.lines.length) this.#quiet = Math.min(this.#quiet, queue.lastTime);
    }
    for (let line = this.#peek(); line; line = this.#peek()) {
      const waits = line.time >= this.#quiet && now - line.came < this.#lateMs && this.count <= this.#most;
      if (waits) return;
      yield this.#take(line);
    }
  }

  /** All lines in order, which stay. */
  all(): PendingLine[] {
    const lines = this.#queues.flatMap((queue) => queue.lines.slice(queue.at));
    return lines.sort(compare);
  }

  /** All lines in order, which are taken. */
  *rest(): Generator<PendingLine> {
    for (let line = this.#peek(); line; line = this.#peek()) yield this.#take(line);
  }

  #peek(): PendingLine | undefined {
    const lane = this.#heap[0];
    return lane === undefined ? undefined : this.#head(lane);
  }

  #take(line: PendingLine): PendingLine {
    const queue = this.#queues[line.lane] as Queue;
    queue.at += 1;
    this.count -= 1;
    if (queue.at === queue.lines.length) {
      queue.lines = [];
      queue.at = 0;
      if (!queue.ended) this.#quiet = Math.min(this.#quiet, queue.lastTime);
      const last = this.#heap.pop() as number;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink();
      }
    } else {
      // Half of it is long gone: copied rarely enough to cost each line once.
      if (queue.at > 1_024 && queue.at * 2 > queue.lines.length) {
        queue.lines = queue.lines.slice(queue.at);
        queue.at = 0;
      }
      this.#sink();
    }
    return line;
  }

  #head(lane: number): PendingLine {
    const { lines, at } = this.#queues[lane] as Queue;
    return lines[at] as PendingLine;
  }

  #before(a: number, b: number): boolean {
    this.work += 1;
    return compare(this.#head(a), this.#head(b)) < 0;
  }

  #rise(lane: number): void {
    const heap = this.#heap;
    let at = heap.push(lane) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#before(heap[at] as number, heap[up] as number)) return;
      [heap[at], heap[up]] = [heap[up] as number, heap[at] as number];
      at = up;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#before(heap[child] as number, heap[least] as number)) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as number, heap[at] as number];
      at = least;
    }
  }
}

function compare(a: PendingLine, b: PendingLine): number {
  return a.time - b.time || a.run - b.run || a.lane - b.lane;
}
