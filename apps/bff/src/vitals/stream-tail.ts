/** The newest of what one stream printed, until it is looked at: bounded, however much is printed. */

/** Bytes and lines that are read of a stream a second: a person's program prints less, a flood is read at its end. */
const bytesMost = 4_096;
const linesMost = 16;
/** A line that is not ended yet is read once nothing was added to it for so long: a bar is never ended. */
const restMs = 300;

export interface TimedLine {
  text: string;
  at: number;
}

export class StreamTail {
  #parts: { at: number; bytes: Uint8Array }[] = [];
  #bytes = 0;
  /** What came after the last end of a line. */
  #rest = '';
  #restAt = 0;
  #restRead = true;
  /** Offset of the next byte: what is told twice counts once. */
  next = 0;

  /** Takes bytes that came at `at`. True when they are new. */
  push(offset: number, bytes: Uint8Array, at: number): boolean {
    const end = offset + bytes.length;
    if (end <= this.next) return false;
    const fresh = bytes.subarray(Math.max(0, this.next - offset));
    if (offset > this.next) this.#rest = '';
    this.next = end;
    // A copy: the frame it lies in is a hundred times as long.
    const kept = fresh.slice(Math.max(0, fresh.length - bytesMost));
    if (kept.length < fresh.length) this.#cut();
    this.#parts.push({ at, bytes: kept });
    this.#bytes += kept.length;
    while (this.#bytes > bytesMost && this.#parts.length > 1) {
      this.#bytes -= (this.#parts.shift() as { bytes: Uint8Array }).bytes.length;
      // What remains may begin within a line.
      this.#rest = '\0';
    }
    return true;
  }

  /** True when there is something to read. */
  get waits(): boolean {
    return this.#parts.length > 0 || !this.#restRead;
  }

  /** The newest lines that came since the last time, oldest first; parts of a bar that is drawn over itself are lines of their own. */
  take(now: number): TimedLine[] {
    const lines: TimedLine[] = [];
    for (const { at, bytes } of this.#parts) {
      const pieces = (this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')).split(
        /[\r\n]/,
      );
      this.#rest = (pieces.pop() as string).slice(-bytesMost);
      this.#restAt = at;
      this.#restRead = this.#rest === '';
      for (const text of pieces) if (text !== '' && !text.startsWith('\0')) lines.push({ text, at });
    }
    this.#parts = [];
    this.#bytes = 0;
    if (!this.#restRead && now - this.#restAt >= restMs) {
      this.#restRead = true;
      if (!this.#rest.startsWith('\0')) lines.push({ text: this.#rest, at: this.#restAt });
    }
    return lines.slice(-linesMost);
  }

  /** What was kept before does not touch what comes now. */
  #cut(): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#rest = '\0';
  }
}
