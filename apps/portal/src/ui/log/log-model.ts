/** What a log view shows: the lines of its streams in rows, drawn at most once a frame. */
import type { Connection } from '../../live/connection.ts';
import type { LogLine } from './log-buffer.ts';
import { LogOrder } from './log-order.ts';
import { type LogPort, LogSource, type StreamSpec } from './log-source.ts';
import { type DrawnLine, drawLine } from './log-text.ts';

/** Lines a view opens with, over all its streams: about 1 MiB of usual log, read in one question each. */
const openingLines = 20_000;
const openingLinesLeast = 200;
/** Rows whose drawing is remembered: more than any screen shows, so that what stands still stays even when it is dropped. */
const drawnMost = 4_000;

/** A row: a line of a stream, drawn once it is here. */
export interface LogRow {
  source: LogSource;
  /** 0-based number of its line. */
  number: number;
  drawn: DrawnLine | undefined;
}

/** How the view came through the last cut: ms of the server's clock. */
export interface Resumed {
  at: number;
  cutMs: number;
}

export interface TotalLedger {
  /** First and one past the last line, of a view of one stream. */
  firstLine: number;
  endLine: number;
  /** Lines of all streams. */
  lines: number;
  bytes: number;
  missingBytes: number;
  missingLines: number;
  doubledLines: number;
  doubledBytes: number;
}

export class LogModel {
  readonly order = new LogOrder();
  readonly sources: readonly LogSource[];
  resumed: Resumed | undefined;
  /** All streams were opened once. */
  opened = false;
  /** No stream begins any more. */
  over = false;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #pageListeners = new Set<(from: number, to: number) => void>();
  readonly #drawn = new Map<number, { size: number; drawn: DrawnLine }>();
  #cutAt: number | undefined;
  #frame: number | undefined;
  #version = 0;

  constructor(streams: readonly StreamSpec[], port: LogPort, now: () => number) {
    this.#now = now;
    const tail = Math.max(openingLinesLeast, Math.floor(openingLines / Math.max(1, streams.length)));
    this.sources = streams.map((spec, at) => new LogSource(spec, port, tail, (lines) => this.#changed(at, lines)));
  }

  /** Opens every stream and follows it until {@link close}. */
  async start(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.open()));
    for (const [at, source] of this.sources.entries()) this.order.grow(at, source.buffer?.endLine ?? 0);
    this.order.opened();
    this.opened = true;
    this.#draw();
  }

  close(): void {
    for (const source of this.sources) source.close();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#listeners.clear();
  }

  /** The page's connection changed: a cut is remembered until bytes come again. */
  connection({ state }: Connection): void {
    const cut = state === 'cut' || state === 'refused';
    if (cut && !this.ended) this.#cutAt ??= this.#now();
    this.#draw();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = (): number => this.#version;

  /** Tells of rows whose lines were read later than those after them. */
  onEarlier(listener: (from: number, to: number) => void): () => void {
    this.#pageListeners.add(listener);
    return () => this.#pageListeners.delete(listener);
  }

  get rows(): number {
    return this.order.rows;
  }

  /** True when every stream is complete. */
  get ended(): boolean {
    if (!this.opened || this.sources.length === 0) return false;
    return this.sources.every(({ buffer }) => buffer?.ended === true || (this.over && buffer?.next === 0));
  }

  /** What stands in a row; `drawn` is undefined while its line is not here. */
  row(row: number): LogRow | undefined {
    const place = this.order.at(row);
    const source = place && this.sources[place.stream];
    if (place === undefined || source === undefined) return undefined;
    const known = this.#drawn.get(row);
    const line = source.get(place.line);
    // One that was dropped stays as it was drawn.
    if (line === undefined) return { source, number: place.line, drawn: known?.drawn };
    // A complete line never changes again.
    const size = line.complete ? -1 : line.bytes.length + line.dropped + line.holes.length;
    if (known?.size === size) return { source, number: place.line, drawn: known.drawn };
    const drawn = drawLine(line);
    if (this.#drawn.size >= drawnMost) this.#drawn.clear();
    this.#drawn.set(row, { size, drawn });
    return { source, number: place.line, drawn };
  }

  /** The line of a row, when it is here. */
  line(row: number): LogLine | undefined {
    const place = this.order.at(row);
    return place && this.sources[place.stream]?.get(place.line);
  }

  /** Reads the lines of rows that are looked at. */
  want(rows: Iterable<number>): void {
    for (const row of rows) {
      const place = this.order.at(row);
      if (place) this.sources[place.stream]?.want(place.line);
    }
  }

  /** Rows in [from, to) whose lines are here, in order. */
  *loadedRows(from: number, to: number): Generator<number> {
    for (const run of this.order.runsIn(from, to)) {
      for (const [first, end] of this.sources[run.stream]?.loaded() ?? []) {
        const start = Math.max(from, run.row + Math.max(0, first - run.from));
        const stop = Math.min(to, run.row + Math.min(run.count, end - run.from));
        for (let row = start; row < stop; row++) yield row;
      }
    }
  }

  get ledger(): TotalLedger {
    const sum: TotalLedger = {
      firstLine: 0,
      endLine: 0,
      lines: 0,
      bytes: 0,
      missingBytes: 0,
      missingLines: 0,
      doubledLines: 0,
      doubledBytes: 0,
    };
    for (const { buffer } of this.sources) {
      if (buffer === undefined) continue;
      const { firstLine, endLine, ...counts } = buffer.ledger;
      sum.firstLine = firstLine;
      sum.endLine = endLine;
      sum.lines += endLine;
      sum.bytes += buffer.next;
      sum.missingBytes += counts.missingBytes;
      sum.missingLines += counts.missingLines;
      sum.doubledBytes += counts.doubledBytes;
      sum.doubledLines += counts.doubledLines;
    }
    return sum;
  }

  #changed(stream: number, lines?: { from: number; to: number }): void {
    const source = this.sources[stream];
    const { reordered } = this.order;
    if (this.opened && source?.buffer) this.order.grow(stream, source.buffer.endLine);
    if (this.order.reordered !== reordered) this.#drawn.clear();
    if (lines) {
      for (const [from, to] of this.order.rowsOf(stream, lines.from, lines.to)) {
        for (const listener of this.#pageListeners) listener(from, to);
      }
    } else if (this.#cutAt !== undefined && this.opened) {
      const at = this.#now();
      this.resumed = { at, cutMs: at - this.#cutAt };
      this.#cutAt = undefined;
    }
    this.#draw();
  }

  /** Once a frame, however much came; a hidden tab has no frames and catches up in one. */
  #draw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }
}
