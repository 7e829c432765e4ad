/** Bytes into lines, whatever the chunks: no input makes it throw or hold more than its limit. */

/** Part of the Encoding Standard, in every browser and in Node; the pure rooms see no other global of either. */
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

/** Longest line that is held together: twice the longest that programs were seen to print (1 MB of JSON). */
export const lineBytesMax = 2 * 1024 * 1024;

const newline = 10;

export interface Line {
  /** Without its \n. */
  bytes: Uint8Array;
  /** Number from 0; the pieces of a cut line share one. */
  number: number;
  /** False for a piece of a line longer than the limit, and for what `end` gives back: no \n was seen. */
  complete: boolean;
}

/** Splits a stream of chunks at \n. */
export class LineSplitter {
  readonly #limit: number;
  #number: number;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  /** `first` is the number of the first line. */
  constructor(first = 0, limit = lineBytesMax) {
    this.#number = first;
    this.#limit = limit;
  }

  /** The lines that end within `chunk`, and the pieces of lines that grow past the limit. The chunk is not kept. */
  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let from = 0;
    while (from < chunk.length) {
      const found = chunk.indexOf(newline, from);
      const end = found === -1 ? chunk.length : found;
      this.#hold(chunk.subarray(from, end), lines);
      if (found === -1) break;
      lines.push({ bytes: this.#take(), number: this.#number, complete: true });
      this.#number += 1;
      from = found + 1;
    }
    return lines;
  }

  /** What came after the last \n; undefined when nothing did. */
  end(): Line | undefined {
    if (this.#heldBytes === 0) return undefined;
    return { bytes: this.#take(), number: this.#number, complete: false };
  }

  #hold(part: Uint8Array, lines: Line[]): void {
    let rest = part;
    while (this.#heldBytes + rest.length > this.#limit) {
      const room = this.#limit - this.#heldBytes;
      this.#keep(rest.subarray(0, room));
      rest = rest.subarray(room);
      lines.push({ bytes: this.#take(), number: this.#number, complete: false });
    }
    this.#keep(rest);
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#held.push(part.slice());
    this.#heldBytes += part.length;
  }

  #take(): Uint8Array {
    const only = this.#held.length === 1 ? this.#held[0] : undefined;
    const bytes = only ?? new Uint8Array(this.#heldBytes);
    if (only === undefined) {
      let at = 0;
      for (const part of this.#held) {
        bytes.set(part, at);
        at += part.length;
      }
    }
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }
}

/** UTF-8 as text; what is not UTF-8 becomes U+FFFD. Whole lines only: a character may span two chunks. */
export function decodeLossy(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
