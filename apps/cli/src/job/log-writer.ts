/** Merges log streams into one output, whole lines only, so that lines of two ranks never mix. */
import { neutralise } from '@trainyard/logs/terminal';

const newline = 10;
const carriageReturn = 13;
/** 8 MiB: eight times the longest line that jobs are tested with; beyond it a line is broken rather than memory. */
const lineMost = 8_388_608;

export interface LogWriterOptions {
  /** Takes bytes and resolves when it can take more. */
  write(bytes: Uint8Array): Promise<void>;
  /** One stream only and no terminal: bytes pass as they come. */
  raw: boolean;
  /** The output is a terminal: escapes are made harmless, and a progress bar shows with each return of the carriage. */
  terminal: boolean;
}

export class LogWriter {
  private readonly options: LogWriterOptions;
  /** Bytes of each stream's unfinished line. */
  private readonly unfinished = new Map<string, Uint8Array>();

  constructor(options: LogWriterOptions) {
    this.options = options;
  }

  /** Writes what of a stream is complete; `prefix` goes before each line. */
  async add(stream: string, prefix: string, bytes: Uint8Array): Promise<void> {
    if (this.options.raw) return this.options.write(bytes);
    const held = this.unfinished.get(stream);
    const all = held && held.byteLength > 0 ? Buffer.concat([held, bytes]) : bytes;
    const cut = this.endOfLines(all);
    const out = cut > 0 ? this.dress(all.subarray(0, cut), prefix) : undefined;
    let rest = all.subarray(cut);
    if (rest.byteLength > lineMost) {
      await this.options.write(Buffer.concat([out ?? Buffer.alloc(0), this.dress(rest, prefix), Buffer.from('\n')]));
      rest = rest.subarray(rest.byteLength);
    } else if (out) {
      await this.options.write(out);
    }
    // A copy: the rest must not keep the whole delivery alive.
    if (rest.byteLength > 0) this.unfinished.set(stream, Uint8Array.from(rest));
    else this.unfinished.delete(stream);
  }

  /** The stream ended: its last line goes out, and ends, so that the next one starts on its own. */
  async end(stream: string, prefix: string): Promise<void> {
    const rest = this.unfinished.get(stream);
    this.unfinished.delete(stream);
    if (rest) await this.options.write(Buffer.concat([this.dress(rest, prefix), Buffer.from('\n')]));
  }

  private endOfLines(bytes: Uint8Array): number {
    const line = bytes.lastIndexOf(newline) + 1;
    if (!this.options.terminal) return line;
    // A return at the very end may be the first half of CRLF.
    const bar = bytes.lastIndexOf(carriageReturn, bytes.byteLength - 2) + 1;
    return Math.max(line, bytes.byteLength > 1 ? bar : 0);
  }

  private dress(bytes: Uint8Array, prefix: string): Uint8Array {
    if (this.options.terminal) return Buffer.from(dressText(Buffer.from(bytes).toString('utf8'), prefix));
    if (prefix === '') return bytes;
    const parts: Uint8Array[] = [];
    const head = Buffer.from(prefix);
    for (let at = 0; at < bytes.byteLength; ) {
      const next = bytes.indexOf(newline, at) + 1 || bytes.byteLength;
      parts.push(head, bytes.subarray(at, next));
      at = next;
    }
    return Buffer.concat(parts);
  }
}

/**
 * Line by line for a terminal. Without a prefix a lone carriage return goes back over its own line, as a progress bar
 * wants; behind a prefix it starts a line, since the next one may be another rank's.
 */
function dressText(text: string, prefix: string): string {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  if (prefix !== '') return lines.map((line) => prefix + neutralise(line)).join('');
  return lines
    .map((line) => (/[^\n]\r$|^\r$/.test(line) ? `${neutralise(line.slice(0, -1))}\r` : neutralise(line)))
    .join('');
}
