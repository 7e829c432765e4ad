/** Which of the lines `first` to `end` (exclusive) are meant: one bit a line, whatever is asked. */
export class LineSet {
  readonly first: number;
  readonly end: number;
  readonly #bits: Uint32Array;

  constructor(first: number, end: number) {
    this.first = first;
    this.end = Math.max(first, end);
    this.#bits = new Uint32Array(Math.ceil((this.end - first) / 32));
  }

  /** Adds a line; one that lies outside is left out. */
  add(line: number): void {
    if (line < this.first || line >= this.end) return;
    const at = line - this.first;
    this.#bits[at >>> 5] = (this.#bits[at >>> 5] as number) | (1 << (at & 31));
  }

  has(line: number): boolean {
    if (line < this.first || line >= this.end) return false;
    const at = line - this.first;
    return ((this.#bits[at >>> 5] as number) & (1 << (at & 31))) !== 0;
  }

  /** All lines that this one does not have. */
  inverse(): LineSet {
    const all = this.#with((own) => ~own);
    const over = (this.end - this.first) & 31;
    if (over !== 0) all.#bits[all.#bits.length - 1] = (all.#bits.at(-1) as number) & ((1 << over) - 1);
    return all;
  }

  /** The lines of both; both are of the same range, as below. */
  and(other: LineSet): LineSet {
    return this.#with((own, at) => own & (other.#bits[at] as number));
  }

  or(other: LineSet): LineSet {
    return this.#with((own, at) => own | (other.#bits[at] as number));
  }

  without(other: LineSet): LineSet {
    return this.#with((own, at) => own & ~(other.#bits[at] as number));
  }

  #with(make: (own: number, at: number) => number): LineSet {
    const made = new LineSet(this.first, this.end);
    for (let at = 0; at < this.#bits.length; at++) made.#bits[at] = make(this.#bits[at] as number, at);
    return made;
  }

  get size(): number {
    let size = 0;
    for (const word of this.#bits) for (let left = word; left !== 0; left &= left - 1) size += 1;
    return size;
  }

  /** Its lines, ascending. */
  *[Symbol.iterator](): Generator<number> {
    for (const [at, word] of this.#bits.entries()) {
      for (let left = word; left !== 0; left &= left - 1) {
        yield this.first + at * 32 + 31 - Math.clz32(left & -left);
      }
    }
  }
}
