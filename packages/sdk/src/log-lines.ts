/** Lines of text from the bytes of one log or several. */
import type { LogStream } from '@trainyard/contracts/api/logs';
import type { LogItem } from './live-streams.ts';

/** A line without its end, or bytes that are known to be lost. */
export type LineItem<T extends LogItem = LogItem> =
  | {
      kind: 'line';
      /** 0-based, as the server counts. */
      number: number;
      text: string;
      /** Whose it is, where the items say so. */
      stream: T extends { stream: infer S } ? S : undefined;
    }
  | Extract<T, { kind: 'hole' }>;

/** A longer line is given in parts of the same number: bytes that never end a line must not fill the memory. */
const lineBytesMost = 1_048_576;
const newline = 10;

/** The lines of a log, or of a job's logs: each line whole, those of several streams as they come. A last line without an end is given at the end. */
export async function* linesOf<T extends LogItem & { stream?: LogStream }>(
  items: AsyncIterable<T>,
): AsyncGenerator<LineItem<T>, undefined> {
  const open = new Map<string, OpenLine>();
  for await (const item of items) {
    const key = item.stream?.stream ?? '';
    const line = open.get(key) ?? new OpenLine();
    open.set(key, line);
    const stream = item.stream as never;
    if (item.kind === 'hole') {
      yield* line.rest().map((one) => ({ ...one, stream }));
      yield item as Extract<T, { kind: 'hole' }>;
    } else yield* line.add(item.line, item.bytes).map((one) => ({ ...one, stream }));
    if (line.isEmpty) open.delete(key);
    else line.stream = stream;
  }
  for (const line of open.values()) yield* line.rest().map((one) => ({ ...one, stream: line.stream as never }));
}

type Line = { kind: 'line'; number: number; text: string };

/** Bytes of one stream that no newline has ended yet. */
class OpenLine {
  stream: unknown;
  private parts: Uint8Array[] = [];
  private length = 0;
  private number = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Lines that these bytes end; `number` is that of the line with the first of them. */
  add(number: number, bytes: Uint8Array): Line[] {
    this.number = number;
    const lines: Line[] = [];
    let from = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, from)) {
      this.keep(bytes.subarray(from, at));
      lines.push(this.take());
      this.number += 1;
      from = at + 1;
    }
    this.keep(bytes.subarray(from));
    if (this.length > lineBytesMost) lines.push(this.take());
    return lines;
  }

  /** What waits for its end, as a line of its own. */
  rest(): Line[] {
    return this.isEmpty ? [] : [this.take()];
  }

  private keep(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.parts.push(bytes);
    this.length += bytes.byteLength;
  }

  private take(): Line {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.byteLength;
    }
    this.parts = [];
    this.length = 0;
    const text = new TextDecoder().decode(whole);
    return { kind: 'line', number: this.number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}
