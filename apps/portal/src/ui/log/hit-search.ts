/**
 * Finds a query in whole streams: the server looks through what is stored, from the first line on, and what comes later is
 * looked through here. Nothing of a log is fetched for it but the numbers of its lines.
 */
import type { LogSearch, LogSearchItem } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
import { levelOf } from '@trainyard/logs/levels';
import type { LogBuffer } from './log-buffer.ts';
import { type LogQuery, meansAll, noQuery, type Range } from './log-match.ts';
import type { LogModel } from './log-model.ts';
import { lineText } from './log-text.ts';
import { TextMatcher } from './text-matcher.ts';

/** Lines with hits that are kept: nobody walks through more. */
export const hitsMost = 100_000;
/** Lines of one step over what came later: a millisecond or two of decoding. */
const stepLines = 1_000;
/** A server that is busy is asked again after this long, so often at most. */
const againMs = 1_000;
const triesMost = 20;
/** Lines whose marks are remembered: many screens. */
const markedMost = 2_000;

export type SearchState = 'idle' | 'searching' | 'done' | 'stopped' | 'failed';

export type AskSearch = (
  search: LogSearch,
  onItem: (item: LogSearchItem) => void,
  signal: AbortSignal,
) => Promise<void>;

export class HitSearch {
  query: LogQuery = noQuery;
  state: SearchState = 'idle';
  /** Lines with hits, as many as there are. */
  matches = 0;
  /** How far the server is. */
  bytes = 0;
  ofBytes = 0;
  /** Why it failed. */
  error: unknown;
  /** What came later is not looked through: the expression is none to this browser, or takes too long. */
  onlyStored = false;
  readonly #model: LogModel;
  readonly #ask: AskSearch;
  readonly #changed: () => void;
  readonly #leave: () => void;
  /** Numbers of lines with hits of each source, ascending. */
  #lines: number[][] = [];
  /** Next line of each source that is looked at here; undefined while the server is at it. */
  #live: (number | undefined)[] = [];
  #matcher: TextMatcher | undefined;
  #abort = new AbortController();
  #busy = false;
  #rows: { of: string; rows: number[] } = { of: '', rows: [] };
  readonly #marks = new Map<string, Range[] | null>();

  constructor(model: LogModel, ask: AskSearch, changed: () => void) {
    this.#model = model;
    this.#ask = ask;
    this.#changed = changed;
    this.#leave = model.subscribe(() => void this.#more());
  }

  close(): void {
    this.#leave();
    this.#stop();
  }

  /** Looks for something else; a query that means every line ends the search. */
  set(query: LogQuery): void {
    this.#stop();
    this.#abort = new AbortController();
    Object.assign(this, { query, matches: 0, bytes: 0, ofBytes: 0, error: undefined, onlyStored: false });
    this.#lines = this.#model.sources.map(() => []);
    this.#live = this.#model.sources.map(() => undefined);
    this.#rows = { of: '', rows: [] };
    this.#marks.clear();
    this.state = meansAll(query) ? 'idle' : 'searching';
    this.#matcher = query.text === '' ? undefined : new TextMatcher(query);
    this.#changed();
    if (this.state === 'searching') void this.#search(this.#abort.signal);
  }

  /** Stops where it is: what was found stays. */
  cancel(): void {
    if (this.state !== 'searching') return;
    this.#abort.abort();
    this.state = 'stopped';
    this.#changed();
  }

  /** True when a line has a hit, as far as is known. */
  has(source: number, line: number): boolean {
    const lines = this.#lines[source] ?? [];
    return lines[placeIn(lines, line)] === line;
  }

  /** Rows with hits, in order. The same list while nothing changed. */
  rows(): number[] {
    const { order } = this.#model;
    const count = this.#lines.reduce((sum, { length }) => sum + length, 0);
    const of = `${count} ${order.sorting} ${order.timedFrom}`;
    if (this.#rows.of !== of) this.#rows = { of, rows: order.rowsOf(this.#lines) };
    return this.#rows.rows;
  }

  /** Where in a row's text the query stands; undefined when that is not known yet, or nowhere. */
  marksOf(source: number, line: number): readonly Range[] | undefined {
    return this.#marks.get(`${source}:${line}`) ?? undefined;
  }

  /** Looks where in the rows on the screen the query stands. */
  async mark(from: number, to: number): Promise<void> {
    const matcher = this.#matcher;
    if (matcher === undefined || this.query.inverse) return;
    const keys: string[] = [];
    const texts: string[] = [];
    for (let row = from; row < to; row++) {
      const place = this.#model.order.at(row);
      const line = this.#model.line(row);
      const key = place && `${place.stream}:${place.line}`;
      if (key === undefined || line === undefined || this.#marks.has(key)) continue;
      if (line.complete) this.#marks.set(key, null);
      keys.push(key);
      texts.push(lineText(line));
    }
    if (texts.length === 0) return;
    const found = await matcher.match(texts);
    if (matcher !== this.#matcher || found === undefined || found.length === 0) return;
    if (this.#marks.size > markedMost) this.#marks.clear();
    for (const [at, ranges] of found) this.#marks.set(keys[at] as string, ranges);
    this.#changed();
  }

  #stop(): void {
    this.#abort.abort();
    this.#matcher?.close();
    this.#matcher = undefined;
  }

  async #search(signal: AbortSignal): Promise<void> {
    const { sources } = this.#model;
    const at = new Map(sources.map(({ spec }, index) => [spec.stream, index]));
    const streams = sources.filter(({ buffer }) => (buffer?.next ?? 0) > 0).map(({ spec }) => spec.stream);
    try {
      if (streams.length > 0) {
        await this.#askInTurn(searchOf(this.query, streams), (item) => !signal.aborted && this.#take(item, at), signal);
      }
      if (signal.aborted) return;
      // A stream that had no byte then is looked through from its first line on.
      this.#live = this.#live.map((line) => line ?? 0);
      if (this.state === 'searching') this.state = 'done';
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      this.state = 'failed';
    }
    this.#changed();
    void this.#more();
  }

  /** A server that has too many searches at once is asked again. */
  async #askInTurn(...[search, onItem, signal]: Parameters<AskSearch>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#ask(search, onItem, signal);
      } catch (error) {
        if (!(error instanceof Fault) || error.status !== 429 || tries === triesMost) throw error;
        await new Promise((resolve) => setTimeout(resolve, againMs));
        signal.throwIfAborted();
      }
    }
  }

  #take(item: LogSearchItem, at: ReadonlyMap<string, number>): void {
    if (item.kind === 'matches') {
      const lines = this.#lines[at.get(item.stream) ?? -1];
      if (lines === undefined) return;
      for (const line of item.lines) lines.push(line);
      this.matches = Math.max(
        this.matches,
        this.#lines.reduce((sum, { length }) => sum + length, 0),
      );
    } else if (item.kind === 'progress') {
      Object.assign(this, { bytes: item.bytes, ofBytes: item.ofBytes });
      this.matches = Math.max(this.matches, item.matches);
    } else if (item.kind === 'failed') {
      this.error = item;
      this.state = 'failed';
    } else {
      this.matches = item.matches;
      for (const [stream, through] of Object.entries(item.through)) {
        const source = at.get(stream);
        if (source !== undefined) this.#live[source] = lineAfter(this.#model.sources[source]?.buffer, through);
      }
    }
    this.#changed();
  }

  /** Looks through lines that came after the server was there. */
  async #more(): Promise<void> {
    if (this.state !== 'done' || this.#busy) return;
    this.#busy = true;
    const { signal } = this.#abort;
    try {
      for (let source = 0; source < this.#live.length; source++) {
        while (await this.#step(source)) if (signal.aborted) return;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** True when there may be more. */
  async #step(source: number): Promise<boolean> {
    const buffer = this.#model.sources[source]?.buffer;
    const next = Math.max(this.#live[source] ?? 0, buffer?.firstLine ?? 0);
    const lines: number[] = [];
    const texts: string[] = [];
    for (let at = next; buffer !== undefined && at < buffer.endLine && lines.length < stepLines; at++) {
      const line = buffer.get(at);
      if (line === undefined || !line.complete) break;
      lines.push(at);
      texts.push(lineText(line));
    }
    if (lines.length === 0) return false;
    const matcher = this.#matcher;
    const { signal } = this.#abort;
    const found = this.query.text === '' ? undefined : await matcher?.match(texts);
    if (signal.aborted) return false;
    if (this.query.text !== '' && found === undefined) {
      this.onlyStored = true;
      this.#live[source] = Number.POSITIVE_INFINITY;
      this.#changed();
      return false;
    }
    this.#live[source] = next + lines.length;
    this.#add(source, lines, texts, found);
    return lines.length === stepLines;
  }

  #add(
    source: number,
    lines: readonly number[],
    texts: readonly string[],
    found: readonly [number, Range[]][] | undefined,
  ) {
    const { text, inverse, levels } = this.query;
    const hits = new Set(found?.map(([at]) => at));
    let added = 0;
    for (const [at, line] of lines.entries()) {
      if (text !== '' && hits.has(at) === inverse) continue;
      if (levels !== null && !levels.includes(levelOf(texts[at] as string))) continue;
      const kept = this.#lines[source];
      // The last line that the server saw may have been unfinished then.
      if (kept === undefined || this.has(source, line)) continue;
      added += 1;
      if (kept.length < hitsMost) kept.push(line);
    }
    if (added === 0) return;
    this.matches += added;
    this.#changed();
  }
}

function searchOf({ text, regex, matchCase, inverse, levels }: LogQuery, streams: string[]): LogSearch {
  const of = { streams, pattern: text, regex, caseSensitive: matchCase, inverse, limit: hitsMost };
  return levels === null ? of : { ...of, levels: [...levels] };
}

/** The first line of a buffer of which something stands behind byte `through`. */
function lineAfter(buffer: LogBuffer | undefined, through: number): number {
  if (buffer === undefined) return 0;
  let low = buffer.firstLine;
  let high = buffer.endLine;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const line = buffer.get(middle);
    if (line !== undefined && line.offset + line.bytes.length < through) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of the first number that is not below `value`. */
export function placeIn(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
