/** Finds a query in the lines that are here, a thousand at a time, and goes on as lines come. */

import { expressionOf, type LogQuery, matchAll, type Range } from './log-match.ts';
import type { LogModel } from './log-model.ts';
import { lineText } from './log-text.ts';

/** Lines and characters of one step: a millisecond or two of decoding. */
const stepLines = 1_000;
const stepChars = 1_048_576;
/** An expression that takes this long for one step will not come back in time. */
const stepLimitMs = 2_000;
/** Lines with hits that are kept: nobody walks through more. */
const hitsMost = 100_000;

export type SearchState = 'idle' | 'searching' | 'done' | 'invalid' | 'slow';

export class LogSearch {
  /** Rows with hits, in order. */
  rows: number[] = [];
  readonly ranges = new Map<number, Range[]>();
  state: SearchState = 'idle';
  readonly #model: LogModel;
  readonly #changed: () => void;
  #query: LogQuery = { text: '', regex: false, matchCase: false };
  #expression: RegExp | undefined;
  #worker: Worker | undefined;
  /** Rows still to be looked at, newest wish last. */
  #queue: [number, number][] = [];
  /** Rows before this one are looked at or in the queue. */
  #through = 0;
  /** Rows whose lines were unfinished when they were looked at. */
  readonly #unfinished = new Set<number>();
  #running = false;
  /** Counts queries: an answer to an older one is dropped. */
  #era = 0;
  readonly #leave: (() => void)[];

  constructor(model: LogModel, changed: () => void) {
    this.#model = model;
    this.#changed = changed;
    this.#leave = [
      model.subscribe(() => this.#more()),
      model.onEarlier((from, to) => {
        if (this.#expression === undefined) return;
        this.#queue.push([from, to]);
        void this.#run();
      }),
    ];
  }

  close(): void {
    this.#era += 1;
    this.#worker?.terminate();
    for (const leave of this.#leave) leave();
  }

  /** Looks for something else; an empty text ends the search. */
  set(query: LogQuery): void {
    this.#era += 1;
    this.#query = query;
    this.rows = [];
    this.ranges.clear();
    this.#queue = [];
    this.#unfinished.clear();
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#running = false;
    this.#expression = query.text === '' ? undefined : expressionOf(query);
    this.#through = 0;
    this.state = query.text === '' ? 'idle' : this.#expression === undefined ? 'invalid' : 'searching';
    this.#changed();
    this.#more();
  }

  #more(): void {
    if (this.#expression === undefined || this.state === 'slow') return;
    for (const row of this.#unfinished) {
      if (this.#model.line(row)?.complete !== true) continue;
      this.#unfinished.delete(row);
      this.#queue.push([row, row + 1]);
    }
    const { rows } = this.#model;
    if (rows > this.#through) this.#queue.push([this.#through, rows]);
    this.#through = Math.max(rows, this.#through);
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const era = this.#era;
    while (era === this.#era && this.#queue.length > 0) {
      const { rows, texts } = this.#step();
      const found = texts.length === 0 ? [] : await this.#match(texts);
      if (era !== this.#era) return;
      if (found === undefined) {
        this.#queue = [];
        this.state = 'slow';
        break;
      }
      for (const [at, ranges] of found) this.#add(rows[at] as number, ranges);
      if (found.length > 0) this.#changed();
      // The page draws between two steps.
      await new Promise((resolve) => setTimeout(resolve));
      if (era !== this.#era) return;
    }
    this.#running = false;
    if (this.state !== 'searching' && this.state !== 'slow') return;
    if (this.state === 'searching') this.state = 'done';
    this.#changed();
  }

  /** Takes the next lines off the queue. */
  #step(): { rows: number[]; texts: string[] } {
    const [from, to] = this.#queue.shift() as [number, number];
    const rows: number[] = [];
    const texts: string[] = [];
    let chars = 0;
    for (const row of this.#model.loadedRows(from, to)) {
      if (rows.length === stepLines || chars > stepChars) {
        this.#queue.unshift([row, to]);
        break;
      }
      const line = this.#model.line(row);
      if (line === undefined) continue;
      if (!line.complete) this.#unfinished.add(row);
      rows.push(row);
      const text = lineText(line);
      chars += text.length;
      texts.push(text);
    }
    return { rows, texts };
  }

  #add(row: number, ranges: Range[]): void {
    if (!this.ranges.has(row)) {
      if (this.rows.length >= hitsMost) return;
      if (row > (this.rows.at(-1) ?? -1)) this.rows.push(row);
      else this.rows.splice(placeIn(this.rows, row), 0, row);
    }
    this.ranges.set(row, ranges);
  }

  /** Undefined when it takes too long. */
  async #match(texts: string[]): Promise<[number, Range[]][] | undefined> {
    if (!this.#query.regex) return matchAll(texts, this.#expression as RegExp);
    this.#worker ??= new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    const worker = this.#worker;
    return new Promise((resolve) => {
      const limit = setTimeout(() => {
        worker.terminate();
        if (this.#worker === worker) this.#worker = undefined;
        resolve(undefined);
      }, stepLimitMs);
      worker.onmessage = ({ data }: MessageEvent<[number, Range[]][]>) => {
        clearTimeout(limit);
        resolve(data);
      };
      worker.onerror = () => {
        clearTimeout(limit);
        resolve(undefined);
      };
      worker.postMessage({ query: this.#query, texts });
    });
  }
}

/** Place of the first row that is not below `row`. */
export function placeIn(rows: readonly number[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
