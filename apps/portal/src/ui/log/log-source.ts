/** One stream of a log view: opened at its end, followed from there, earlier lines read when they are looked at. */
import type { FoundLogBytes } from '@trainyard/contracts/api/logs';
import type { Hole } from '@trainyard/contracts/log-frame';
import type { LogPart } from '@trainyard/sdk/live-cursor';
import type { LogAnswer, LogQuestion } from '../../live/log-stream.ts';
import { LinePages } from './line-pages.ts';
import { LineTimes } from './line-times.ts';
import { bytesKept, LogBuffer, type LogLine } from './log-buffer.ts';

/** A part of a log that is set off from what stands before it, such as an attempt. */
export interface LogSection {
  key: string;
  name: string;
  /** What the row above its first line says. */
  title: string;
}

/** A stream and what it is called. */
export interface StreamSpec {
  /** Where lines of another section stand before its own, a divider says so. */
  section?: LogSection;
  stream: string;
  /** Full words for tips and dividers: "rank 3, stderr". */
  label: string;
  /** Global rank of its process; null or absent for streams of no rank. */
  rank?: number | null;
  /** Bytes known to be lost before the opening. */
  holes?: readonly Hole[];
}

/** What a source needs of the server. */
export interface LogPort {
  read(stream: string, part: LogQuestion, signal: AbortSignal): Promise<LogAnswer>;
  follow(stream: string, after: number, onPart: (part: LogPart) => void, onError: (error: unknown) => void): () => void;
  /** When lines were printed: ms of each from `fromLine` on, 0 where it is not known. */
  times(stream: string, part: { fromLine: number; lines: number }, signal: AbortSignal): Promise<number[]>;
  isEmpty(error: unknown): boolean;
  /** What became of missing bytes. */
  find(stream: string, from: number, to: number): Promise<FoundLogBytes>;
  /** 0-based number of the line that holds the first stored byte at or after an offset. */
  lineOf(stream: string, offset: number): Promise<number>;
  /** True when asking again would not help. */
  isRefused(error: unknown): boolean;
}

/** Bytes read after a hole within a line, to find the line's end. */
const afterHoleBytes = 262_144;
/** A first question that fails is asked again after this long. */
const againMs = 2_000;
/** Times that one question brings at most. */
const timesMost = 10_000;

const newline = 10;

export class LogSource {
  readonly spec: StreamSpec;
  readonly pages = new LinePages();
  readonly times = new LineTimes();
  buffer: LogBuffer | undefined;
  /** Why the stream cannot be read (on); undefined while it can. */
  error: unknown;
  readonly #port: LogPort;
  readonly #tail: number;
  readonly #changed: (lines?: { from: number; to: number }) => void;
  readonly #asked = new Set<number>();
  readonly #timesAsked = new Set<number>();
  readonly #bytes: number;
  readonly #abort = new AbortController();
  #stop: (() => void) | undefined;

  /** `tail`: lines to open with, of `streams` that are shown together. `changed` is told of all news; `lines` when earlier ones were read. */
  constructor(
    spec: StreamSpec,
    port: LogPort,
    { tail, streams }: { tail: number; streams: number },
    changed: (lines?: { from: number; to: number }) => void,
  ) {
    this.spec = spec;
    this.#bytes = bytesKept / streams;
    this.#port = port;
    this.#tail = tail;
    this.#changed = changed;
    this.pages.holes = spec.holes ?? [];
  }

  /** Opens at the end and follows; resolves when the first lines are there, or it is known that none is. */
  async open(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        await this.#openOnce(signal);
        this.error = undefined;
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.error = error;
        this.#changed();
        if (this.#port.isRefused(error)) return;
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    }
  }

  close(): void {
    this.#abort.abort();
    this.#stop?.();
  }

  get(line: number): LogLine | undefined {
    return this.buffer?.get(line) ?? this.pages.get(line);
  }

  /** Ranges [from, to) of lines that are here. */
  *loaded(): Generator<[number, number]> {
    const first = this.buffer?.firstLine ?? 0;
    for (const [from, to] of this.pages.ranges()) if (from < first) yield [from, Math.min(to, first)];
    if (this.buffer) yield [first, this.buffer.endLine];
  }

  /** When a line was printed, ms since 1970; 0: not known; undefined: not asked for yet. */
  timeOf(line: number): number | undefined {
    return this.times.at(line);
  }

  /** Asks when a line was printed, and those beside it. */
  wantTime(line: number): void {
    if (this.times.at(line) !== undefined) return;
    const question = this.times.questionFor(line);
    // What was not there yet when it was asked for is asked for again.
    if (this.#timesAsked.has(line)) return;
    for (let at = question.fromLine; at < question.fromLine + question.lines; at++) this.#timesAsked.add(at);
    this.#port.times(this.spec.stream, question, this.#abort.signal).then(
      (times) => {
        this.times.put(question.fromLine, times);
        for (let at = question.fromLine; at < question.fromLine + times.length; at++) this.#timesAsked.delete(at);
        this.#changed({ from: question.fromLine, to: question.fromLine + times.length });
        this.#forgetTimesAsked(question.fromLine + times.length, question.fromLine + question.lines);
      },
      () => this.#forgetTimesAsked(question.fromLine, question.fromLine + question.lines),
    );
  }

  /** When a line was printed, asked for where it is not known; 0 when nobody knows it. Throws what the server answers. */
  async findTime(line: number): Promise<number> {
    const known = this.times.at(line);
    if (known !== undefined) return known;
    const question = this.times.questionFor(line);
    this.times.put(question.fromLine, await this.#port.times(this.spec.stream, question, this.#abort.signal));
    return this.times.at(line) ?? 0;
  }

  /** Times of lines [from, to), in order; shorter when the server does not have them all. Throws what the server answers. */
  async readTimes(from: number, to: number): Promise<Float64Array> {
    const times = new Float64Array(Math.max(0, to - from));
    for (let at = from; at < to; ) {
      const lines = Math.min(timesMost, to - at);
      const some = await this.#port.times(this.spec.stream, { fromLine: at, lines }, this.#abort.signal);
      times.set(some.slice(0, lines), at - from);
      if (some.length < lines) break;
      at += lines;
    }
    return times;
  }

  /** Lines whose times are not there yet may be asked for again, after a while. */
  #forgetTimesAsked(from: number, to: number): void {
    if (from >= to || this.#abort.signal.aborted) return;
    setTimeout(() => {
      for (let at = from; at < to; at++) this.#timesAsked.delete(at);
      this.#changed({ from, to });
    }, againMs);
  }

  /** Reads the page of an earlier line, unless it is here or asked for. */
  want(line: number): void {
    const { buffer } = this;
    if (buffer === undefined || line >= buffer.firstLine || this.pages.get(line) || this.#asked.has(line)) return;
    void this.read(line);
  }

  /** Reads the page of an earlier line; resolves when the line is here, or cannot be had. */
  async read(line: number): Promise<void> {
    if (this.get(line) !== undefined) return;
    const question = this.pages.questionFor(line);
    for (let at = question.fromLine; at < question.fromLine + question.lines; at++) this.#asked.add(at);
    await this.#readPage(question);
  }

  async #openOnce(signal: AbortSignal): Promise<void> {
    const { stream } = this.spec;
    let answer: LogAnswer;
    try {
      answer = await this.#port.read(stream, { tail: this.#tail }, signal);
    } catch (error) {
      if (!this.#port.isEmpty(error)) throw error;
      answer = { offset: 0, line: 0, bytes: new Uint8Array(), total: 0, ended: false };
    }
    const { offset, line, bytes } = await this.#fromLineStart(answer, signal);
    if (signal.aborted) return;
    const end = answer.offset + answer.bytes.length;
    const ended = answer.ended && end >= answer.total;
    const buffer = new LogBuffer(offset, line, { bytes: this.#bytes });
    buffer.take({ offset, line, bytes, holes: [], ended: false });
    this.buffer = buffer;
    // Also an ended stream is followed: its last delivery tells of an end that was lost.
    this.#stop = this.#port.follow(
      stream,
      end,
      (part) => {
        this.#learn(part.holes);
        // What comes twice is left out by the buffer; its times are those that are known.
        if (part.offset >= buffer.next) this.times.take(part, buffer.open && part.offset === buffer.next);
        buffer.take(part);
        this.#changed();
      },
      (error) => {
        if (!ended) this.error = error;
        this.#changed();
      },
    );
    this.#changed();
  }

  /** The last lines may begin within one, when they are many bytes or follow a hole: that one is read as an earlier line. */
  async #fromLineStart(answer: LogAnswer, signal: AbortSignal): Promise<Pick<LogAnswer, 'offset' | 'line' | 'bytes'>> {
    const { offset, line, bytes } = answer;
    if (offset === 0) return answer;
    const before = await this.#port.read(this.spec.stream, { from: offset - 1, to: offset }, signal);
    if (before.bytes[0] === newline && before.offset === offset - 1) return answer;
    const found = bytes.indexOf(newline);
    if (found === -1) return answer;
    return { offset: offset + found + 1, line: line + 1, bytes: bytes.subarray(found + 1) };
  }

  async #readPage(question: { fromLine: number; lines: number }): Promise<void> {
    const { signal } = this.#abort;
    const { stream } = this.spec;
    const end = question.fromLine + question.lines;
    try {
      const answer = await this.#port.read(stream, question, signal);
      this.pages.put(question, answer);
      const hole = this.pages.holeAt(answer.offset + answer.bytes.length);
      if (hole) {
        const after = await this.#port.read(stream, { from: hole.to, to: hole.to + afterHoleBytes }, signal);
        this.pages.put({ ...question, fromLine: Math.max(question.fromLine, after.line) }, after);
      }
      for (let at = question.fromLine; at < end; at++) {
        // What the server does not have is not asked for for ever.
        const progress = answer.bytes.length > 0 || this.pages.get(at);
        if (progress) this.#asked.delete(at);
      }
    } catch (error) {
      if (signal.aborted) return;
      console.error('earlier lines of a log cannot be read', error);
      setTimeout(() => {
        for (let at = question.fromLine; at < end; at++) this.#asked.delete(at);
        this.#changed();
      }, againMs);
      return;
    }
    this.#changed({ from: question.fromLine, to: end });
  }

  #learn(holes: readonly Hole[]): void {
    const news = holes.filter(
      (hole) => hole.to > hole.from && !this.pages.holes.some(({ from }) => from === hole.from),
    );
    if (news.length > 0) this.pages.holes = [...this.pages.holes, ...news];
  }
}
