/** Growing and reading byte strings with variable-length numbers (LEB128, as in DWARF and protocol buffers). */

declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** Bytes that cannot be what they should be: damaged, cut, or of another version. */
export class DamagedBlock extends Error {
  override readonly name = 'DamagedBlock';
}

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Length, then bytes. */
  chunk(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.chunk(new TextEncoder().encode(text));
  }

  get length(): number {
    return this.#length;
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what {@link ByteWriter} wrote; anything that does not fit is a {@link DamagedBlock}. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #need(count: number): number {
    if (count > this.left) throw new DamagedBlock(`${count} bytes expected, ${this.left} left`);
    const at = this.#at;
    this.#at += count;
    return at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#bytes[this.#need(1)] as number;
  }

  varint(max = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > max) throw new DamagedBlock(`${value} is more than ${max}`);
        return value;
      }
    }
    throw new DamagedBlock('a number does not end');
  }

  double(): number {
    return this.#view.getFloat64(this.#need(8), true);
  }

  raw(length: number): Uint8Array {
    const at = this.#need(length);
    return this.#bytes.subarray(at, at + length);
  }

  chunk(): Uint8Array {
    return this.raw(this.varint());
  }

  text(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.chunk());
    } catch (error) {
      if (error instanceof DamagedBlock) throw error;
      throw new DamagedBlock('a text is not UTF-8');
    }
  }

  end(): void {
    if (this.left > 0) throw new DamagedBlock(`${this.left} bytes too many`);
  }
}
