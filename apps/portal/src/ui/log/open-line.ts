/** The line that is being printed: grows in place, and keeps its beginning and its newest part however long it gets. Pure. */
import { lineBytesMax } from '@trainyard/logs/lines';

/** What stays of the beginning of a line that is cut: more than anyone reads on a screen. */
const headBytes = lineBytesMax / 4;
const tailBytes = lineBytesMax / 2;

export class OpenLine {
  #bytes = new Uint8Array(256);
  #length = 0;
  /** Bytes that were taken out of the middle. */
  dropped = 0;

  get length(): number {
    return this.#length;
  }

  push(part: Uint8Array): void {
    let rest = part;
    if (rest.length > tailBytes && this.#length + rest.length > lineBytesMax) {
      const head = Math.max(0, headBytes - this.#length);
      this.#append(rest.subarray(0, head));
      this.dropped += rest.length - head - tailBytes;
      rest = rest.subarray(rest.length - tailBytes);
    }
    if (this.#length + rest.length > lineBytesMax) this.#cut();
    this.#append(rest);
  }

  /** What is kept, for reading at once: the next push may change it. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    // A line of megabytes is rare; its room is not kept for the next.
    if (this.#bytes.length > 65_536) this.#bytes = new Uint8Array(256);
    this.#length = 0;
    this.dropped = 0;
  }

  #cut(): void {
    const keptTail = tailBytes / 2;
    this.dropped += this.#length - headBytes - keptTail;
    this.#bytes.copyWithin(headBytes, this.#length - keptTail, this.#length);
    this.#length = headBytes + keptTail;
  }

  #append(part: Uint8Array): void {
    const needed = this.#length + part.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.view());
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.#length);
    this.#length = needed;
  }
}
