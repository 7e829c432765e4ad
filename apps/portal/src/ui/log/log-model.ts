/** What a log view shows: the lines of its streams in rows, drawn at most once a frame. */
import type { Hole } from '@trainyard/contracts/log-frame';
import type { Connection } from '../../live/connection.ts';
import { Gaps } from './gaps.ts';
import { LevelTally } from './level-tally.ts';
import type { LogLine } from './log-buffer.ts';
import { LogOrder } from './log-order.ts';
import { type LogPort, LogSource, type StreamSpec } from './log-source.ts';
import { type DrawnLine, drawLine } from './log-text.ts';
import { rowAtTime } from './row-at-time.ts';
import type { Strand } from './weave.ts';

/** Lines a view opens with, over all its streams: about 1 MiB of usual log, read in one question each. */
const openingLines = 20_000;
const openingLinesLeast = 200;
/** Rows whose drawing is remembered: more than any screen shows, so that what stands still stays even when it is dropped. */
const drawnMost = 4_000;
/** Lines of several streams that are put into the order of time when they were there at the opening: 50 questions of times. */
const sortedMost = 500_000;
/** Streams come by their own ways: for so long one waits for what another printed before it. */
const ripeMs = 80;
/** Of the opening's window this is left to the same waiting: streams are not read at the same instant. */
const openingMs = 1_000;

/** A row: a line of a stream, drawn once it is here. */
export interface LogRow {
  source: LogSource;
  /** 0-based number of its line. */
  number: number;
  drawn: DrawnLine | undefined;
  /** When it was printed, ms since 1970; 0: not known to anybody; undefined: not asked for yet. */
  time: number | undefined;
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
  readonly order: LogOrder;
  readonly sources: readonly LogSource[];
  /** What newer lines tell of trouble. */
  readonly levels: LevelTally;
  /** What is missing, and what became of asking for it again. */
  readonly gaps: Gaps;
  resumed: Resumed | undefined;
  /** All streams were opened once. */
  opened = false;
  /** No stream begins any more. */
  over = false;
  /** Lines that rewrote themselves show all their states. */
  #raw = false;
  readonly #unfolded = new Set<string>();
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #drawn = new Map<number, { size: number; drawn: DrawnLine }>();
  #closed = false;
  #cutAt: number | undefined;
  #frame: number | undefined;
  #version = 0;
  /** What had come when the waiting began: the newest line of each stream by then. */
  #ripens: { at: number; ends: number[] } | undefined;
  #ripeTimer: ReturnType<typeof setTimeout> | undefined;

  /** `onFound`: the server has all bytes of a gap by now. */
  constructor(
    streams: readonly StreamSpec[],
    port: LogPort,
    now: () => number,
    onFound: (stream: string, hole: Hole) => void = () => undefined,
  ) {
    this.#now = now;
    const tail = Math.max(openingLinesLeast, Math.floor(openingLines / Math.max(1, streams.length)));
    const of = { tail, streams: Math.max(1, streams.length) };
    this.sources = streams.map((spec) => new LogSource(spec, port, of, (lines) => this.#changed(lines)));
    this.order = new LogOrder(streams.length);
    this.levels = new LevelTally(this.sources);
    this.gaps = new Gaps(this.sources, port, (stream, hole) => this.#closed || onFound(stream, hole));
  }

  /** Opens every stream and follows it until {@link close}. */
  async start(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.open()));
    if (this.sources.length > 1) await this.#openInTime();
    if (this.#closed) return;
    this.levels.begin();
    this.opened = true;
    this.#grow();
    this.#draw();
  }

  close(): void {
    this.#closed = true;
    for (const source of this.sources) source.close();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#ripeTimer);
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

  get rows(): number {
    return this.order.rows;
  }

  /** True when every stream is complete. */
  get ended(): boolean {
    if (!this.opened || this.sources.length === 0) return false;
    return this.sources.every(({ buffer }) => buffer?.ended === true || (this.over && buffer?.next === 0));
  }

  get raw(): boolean {
    return this.#raw;
  }

  /** Shows every state of lines that rewrote themselves, or the last one alone. */
  setRaw(raw: boolean): void {
    if (raw === this.#raw) return;
    this.#raw = raw;
    this.#drawn.clear();
    this.#draw();
  }

  /** Shows all states of one line, or the last one alone again. */
  unfold(row: number): void {
    const place = this.order.at(row);
    if (place === undefined) return;
    const key = `${place.stream}:${place.line}`;
    if (!this.#unfolded.delete(key)) this.#unfolded.add(key);
    this.#drawn.delete(row);
    this.#draw();
  }

  /** What stands in a row; `drawn` is undefined while its line is not here. */
  row(row: number): LogRow | undefined {
    const place = this.order.at(row);
    const source = place && this.sources[place.stream];
    if (place === undefined || source === undefined) return undefined;
    const of = { source, number: place.line, time: source.timeOf(place.line) };
    // A line whose place is not known yet is not shown at another's.
    if (this.#unsorted(row)) return { ...of, drawn: undefined };
    const known = this.#drawn.get(row);
    const line = source.get(place.line);
    // One that was dropped stays as it was drawn.
    if (line === undefined) return { ...of, drawn: known?.drawn };
    // A complete line never changes again.
    const size = line.complete ? -1 : line.bytes.length + line.dropped + line.holes.length;
    if (known?.size === size) return { ...of, drawn: known.drawn };
    const drawn = drawLine(line, this.#raw || this.#unfolded.has(`${place.stream}:${place.line}`));
    if (this.#drawn.size >= drawnMost) this.#drawn.clear();
    this.#drawn.set(row, { size, drawn });
    return { ...of, drawn };
  }

  /** The line of a row, when it is here. */
  line(row: number): LogLine | undefined {
    const place = this.order.at(row);
    return place && !this.#unsorted(row) ? this.sources[place.stream]?.get(place.line) : undefined;
  }

  /** The row of a line of one of {@link sources}; undefined when it has none (yet). */
  rowOf(source: number, line: number): number | undefined {
    const row = this.order.rowOf(source, line);
    return row === undefined || this.#unsorted(row) ? undefined : row;
  }

  /** When the line of a row was printed, ms since 1970, asked for where it is not known; 0 when nobody knows it. */
  async timeOf(row: number): Promise<number> {
    const place = this.order.at(row);
    const source = place && this.sources[place.stream];
    return place === undefined || source === undefined || this.#unsorted(row) ? 0 : source.findTime(place.line);
  }

  /** The last row that was printed at an instant or before; undefined where none was, or `isOver` says that nobody waits. */
  async rowAt(at: number, isOver: () => boolean): Promise<number | undefined> {
    const from = this.order.sorting ? this.order.pastRows : this.order.timedFrom;
    return rowAtTime({ from, to: this.rows, timeOf: (row) => this.timeOf(row) }, at, isOver);
  }

  /** Reads the lines of rows that are looked at; `times`: also when they were printed. */
  want(rows: Iterable<number>, times = false): void {
    for (const row of rows) {
      const place = this.order.at(row);
      if (place === undefined || this.#unsorted(row)) continue;
      this.sources[place.stream]?.want(place.line);
      if (times) this.sources[place.stream]?.wantTime(place.line);
    }
  }

  /** Lines of rows [from, to), read where they are not here; those that cannot be had are left out. */
  async read(from: number, to: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (let row = from; row < to; row++) {
      const place = this.order.at(row);
      const source = place && this.sources[place.stream];
      if (place === undefined || source === undefined) continue;
      if (source.get(place.line) === undefined) await source.read(place.line);
      const line = source.get(place.line);
      // Pages come and go while others are read: what is kept is a copy.
      if (line) lines.push({ ...line, bytes: line.bytes.slice() });
    }
    return lines;
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
    for (const { buffer, pages } of this.sources) {
      if (buffer === undefined) continue;
      const { firstLine, endLine, ...counts } = buffer.ledger;
      // What was lost before the opening is missing as well: the proof is then of the stream from its beginning.
      const earlier = pages.holes.reduce(
        (bytes, { from, to }) => bytes + (to <= buffer.firstOffset ? to - from : 0),
        0,
      );
      sum.missingBytes += earlier;
      sum.firstLine = earlier > 0 ? 0 : firstLine;
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

  #unsorted(row: number): boolean {
    return this.order.sorting && row < this.order.pastRows;
  }

  /** Several streams open with the newest lines of each, in the order of time; what is before them is sorted beside. */
  async #openInTime(): Promise<void> {
    const ends = this.sources.map(({ buffer }) => buffer?.endLine ?? 0);
    const firsts = this.sources.map(({ buffer }) => buffer?.firstLine ?? 0);
    if (ends.filter((end) => end > 0).length < 2) {
      // Only one of them has printed: its order is its own, however long it is.
      this.order.open(ends.map(() => 0));
      this.order.grow(this.#strands(ends, Number.POSITIVE_INFINITY));
      return;
    }
    const times = await this.#timesOf(firsts, ends);
    if (this.#closed) return;
    // Without times there is no order but that of the streams.
    if (times === undefined) return this.order.open(ends);
    const past = pastOf(firsts, times);
    this.order.open(past);
    for (const [at, source] of this.sources.entries()) source.times.put(firsts[at] as number, [...(times[at] ?? [])]);
    const newest = Math.max(0, ...times.map((some) => some.at(-1) ?? 0));
    this.order.grow(this.#strands(ends, this.ended ? Number.POSITIVE_INFINITY : newest - openingMs));
    const count = past.reduce((sum, lines) => sum + lines, 0);
    if (count > 0 && count <= sortedMost) void this.#sortPast(past);
  }

  async #sortPast(past: readonly number[]): Promise<void> {
    this.order.sorting = true;
    const times = await this.#timesOf(
      past.map(() => 0),
      past,
    );
    this.order.sorting = false;
    if (this.#closed) return;
    if (times) this.order.sortPast((stream, line) => times[stream]?.[line] ?? 0);
    this.#drawn.clear();
    this.#draw();
  }

  async #timesOf(from: readonly number[], to: readonly number[]): Promise<Float64Array[] | undefined> {
    try {
      return await Promise.all(
        this.sources.map((source, at) => source.readTimes(from[at] as number, to[at] as number)),
      );
    } catch (error) {
      console.error('the times of a log cannot be read', error);
      return undefined;
    }
  }

  /** Gives new lines their rows, in the order of time: what came is put in once it has waited for what may still come. */
  #grow(): void {
    if (!this.opened) return;
    const ends = this.sources.map(({ buffer }) => buffer?.endLine ?? 0);
    this.levels.take();
    if (this.sources.length < 2) {
      this.order.grow(this.#strands(ends, Number.POSITIVE_INFINITY));
      return;
    }
    const now = performance.now();
    if (this.#ripens !== undefined && now - this.#ripens.at >= ripeMs) {
      const known = this.#ripens.ends;
      this.#ripens = undefined;
      const upTo = Math.max(0, ...known.map((end, at) => this.#timeBefore(at, end)));
      // Lines that came by then are put in whatever their times say; later ones only where they belong before those.
      this.order.grow(this.#strands(ends, upTo, known));
    }
    if (ends.every((end, at) => end <= this.order.nextOf(at))) return;
    this.#ripens ??= { at: now, ends };
    clearTimeout(this.#ripeTimer);
    this.#ripeTimer = setTimeout(() => this.#draw(), ripeMs);
  }

  /** Lines without a row, up to `ends`, of each stream as far as it was printed by `upTo`, and in any case up to `sure`. */
  #strands(ends: readonly number[], upTo: number, sure: readonly number[] = []): Strand[] {
    return this.sources.map((source, stream) => {
      const timeOf = (line: number) => source.timeOf(line) ?? 0;
      const from = this.order.nextOf(stream);
      const least = Math.min(ends[stream] as number, Math.max(from, sure[stream] ?? 0));
      let to = upTo === Number.POSITIVE_INFINITY ? (ends[stream] as number) : least;
      while (to < (ends[stream] as number) && timeOf(to) <= upTo) to += 1;
      return { stream, from, to, timeOf };
    });
  }

  /** The last known time before a line that has no row yet; 0 when there is none. */
  #timeBefore(stream: number, end: number): number {
    for (let line = end - 1; line >= this.order.nextOf(stream); line--) {
      const time = this.sources[stream]?.timeOf(line) ?? 0;
      if (time > 0) return time;
    }
    return 0;
  }

  #changed(lines?: { from: number; to: number }): void {
    if (lines === undefined && this.#cutAt !== undefined && this.opened) {
      const at = this.#now();
      this.resumed = { at, cutMs: at - this.#cutAt };
      this.#cutAt = undefined;
    }
    this.#draw();
  }

  /** Once a frame, however much came; a hidden tab has no frames and catches up in one. */
  #draw(): void {
    if (this.#closed) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#grow();
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** How many lines of each stream stand before the window in which all streams are known from their first line on. */
function pastOf(firsts: readonly number[], times: readonly Float64Array[]): number[] {
  let since = 0;
  for (const [stream, first] of firsts.entries()) if (first > 0) since = Math.max(since, times[stream]?.[0] ?? 0);
  return firsts.map((first, stream) => {
    const of = times[stream] ?? new Float64Array();
    let at = 0;
    // A line without a time stands with the one before it.
    while (at < of.length && (of[at] as number) < since) at += 1;
    return first + at;
  });
}
