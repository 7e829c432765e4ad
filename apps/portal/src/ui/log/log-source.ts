/** One stream of a log view: opened at its end, followed from there, earlier lines read when they are looked at. */
import type { Hole } from '@trainyard/contracts/log-frame';
import type { LogPart } from '@trainyard/sdk/live-cursor';
import type { LogAnswer, LogQuestion } from '../../live/log-stream.ts';
import { LinePages } from './line-pages.ts';
import { LogBuffer, type LogLine } from './log-buffer.ts';

/** A stream and what it is called. */
export interface StreamSpec {
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
  isEmpty(error: unknown): boolean;
  /** True when asking again would not help. */
  isRefused(error: unknown): boolean;
}

/** Bytes read after a hole within a line, to find the line's end. */
const afterHoleBytes = 262_144;
/** A first question that fails is asked again after this long. */
const againMs = 2_000;

const newline = 10;

export class LogSource {
  readonly spec: StreamSpec;
  readonly pages = new LinePages();
  buffer: LogBuffer | undefined;
  /** Why the stream cannot be read (on); undefined while it can. */
  error: unknown;
  readonly #port: LogPort;
  readonly #tail: number;
  readonly #changed: (lines?: { from: number; to: number }) => void;
  readonly #asked = new Set<number>();
  readonly #abort = new AbortController();
  #stop: (() => void) | undefined;

  /** `tail`: lines to open with. `changed` is told of all news; `lines` when earlier ones were read. */
  constructor(spec: StreamSpec, port: LogPort, tail: number, changed: (lines?: { from: number; to: number }) => void) {
    this.spec = spec;
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

  /** Reads the page of an earlier line, unless it is here or asked for. */
  want(line: number): void {
    const { buffer } = this;
    if (buffer === undefined || line >= buffer.firstLine || this.pages.get(line) || this.#asked.has(line)) return;
    const question = this.pages.questionFor(line);
    for (let at = question.fromLine; at < question.fromLine + question.lines; at++) this.#asked.add(at);
    void this.#readPage(question);
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
    const buffer = new LogBuffer(offset, line);
    buffer.take({ offset, line, bytes, holes: [], ended: false });
    this.buffer = buffer;
    // Also an ended stream is followed: its last delivery tells of an end that was lost.
    this.#stop = this.#port.follow(
      stream,
      end,
      (part) => {
        this.#learn(part.holes);
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
