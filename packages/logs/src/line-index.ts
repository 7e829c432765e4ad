/**
 * Where lines stand in a stream of bytes. A line ends at \n; lines are numbered from 0; the number of the line that holds
 * a byte is the count of \n before it.
 */

const newline = 10;

/** Bytes between two entries at most: one read of this size finds any line. */
export const indexEveryBytes = 65_536;

/** ms of the agent's clock between two entries at most while bytes flow: a line's time is known to this precision. */
export const indexEveryMs = 100;

/** A known place of a stream. */
export interface IndexEntry {
  /** Byte from the start of the stream. */
  offset: number;
  /** Number of the line that holds this byte. */
  line: number;
  /** Agent's wall clock in ms when the byte was read; 0 while no mark is known. */
  time: number;
  /** True when the byte is the first of its line. */
  starts: boolean;
}

/** Number of \n in `bytes`. */
export function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** Position after the `n`th \n (from 1) of `bytes`; -1 when there are fewer; 0 for `n` = 0. */
export function afterNewline(bytes: Uint8Array, n: number): number {
  let at = 0;
  for (let left = n; left > 0; left--) {
    const found = bytes.indexOf(newline, at);
    if (found === -1) return -1;
    at = found + 1;
  }
  return at;
}

/** Position after the `n`th \n counted from the end (from 1) of `bytes`; -1 when there are fewer. */
export function afterNewlineFromEnd(bytes: Uint8Array, n: number): number {
  let at = bytes.length;
  for (let left = n; left > 0; left--) {
    const found = at === 0 ? -1 : bytes.lastIndexOf(newline, at - 1);
    if (found === -1) return -1;
    at = found;
  }
  return n === 0 ? bytes.length : at + 1;
}

/** Follows a stream and says which entries its index gets. Copy `state` before a write that may fail, and set it back. */
export class LineIndexer {
  /** Where the next byte stands. */
  state: IndexEntry;
  /** The last entry given out; undefined at the start of a stream or segment, which always gets one. */
  last: IndexEntry | undefined;

  constructor(state: IndexEntry, last?: IndexEntry) {
    this.state = state;
    this.last = last;
  }

  /**
   * Takes the next bytes and their marks ([offset within the bytes, agent's ms], in any order, those outside are left
   * out) and answers the new entries in order of their offset.
   */
  push(bytes: Uint8Array, marks: readonly (readonly [number, number])[]): IndexEntry[] {
    if (bytes.length === 0) return [];
    const entries: IndexEntry[] = [];
    const start = this.state.offset;
    let done = 0;
    const advance = (to: number) => {
      if (to === done) return;
      const part = bytes.subarray(done, to);
      const { offset, line, time } = this.state;
      this.state = {
        offset: offset + part.length,
        line: line + countNewlines(part),
        time,
        starts: part[part.length - 1] === newline,
      };
      done = to;
    };
    for (const [at, time] of stops(start, bytes.length, marks)) {
      advance(at);
      if (time !== undefined) this.state = { ...this.state, time };
      if (!this.#due()) continue;
      // A mark at the place of the last entry only corrects its time.
      if (entries.at(-1)?.offset === this.state.offset) entries.pop();
      this.last = this.state;
      entries.push(this.state);
    }
    advance(bytes.length);
    return entries;
  }

  #due(): boolean {
    const { last, state } = this;
    if (last === undefined) return true;
    return state.offset - last.offset >= indexEveryBytes || Math.abs(state.time - last.time) >= indexEveryMs;
  }
}

/** The places within the bytes where an entry may be due: marks, and the grid of {@link indexEveryBytes}. */
function stops(
  start: number,
  length: number,
  marks: readonly (readonly [number, number])[],
): [number, number | undefined][] {
  const found: [number, number | undefined][] = [[0, undefined]];
  const firstGrid = Math.ceil(start / indexEveryBytes) * indexEveryBytes;
  for (let at = firstGrid - start; at < length; at += indexEveryBytes) found.push([at, undefined]);
  for (const [at, time] of marks) if (at >= 0 && at < length && Number.isFinite(time)) found.push([at, time]);
  // Marks go before the grid at the same place, so that an entry carries the time of its own byte.
  return found.sort(([a, timeA], [b, timeB]) => a - b || Number(timeA === undefined) - Number(timeB === undefined));
}

/** A sorted index, wherever it lies: how many entries, and the one at a place. */
export interface LineIndex {
  count: number;
  at(place: number): IndexEntry;
}

/** Place of the last entry whose key is below `value`; -1 when there is none. */
export function lastBelow(index: LineIndex, key: 'offset' | 'line', value: number): number {
  let low = 0;
  let high = index.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index.at(middle)[key] < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** When a line was begun, in ms of the agent's clock, within {@link indexEveryMs}; 0 when unknown. */
export function timeOfLine(index: LineIndex, line: number): number {
  const before = lastBelow(index, 'line', line);
  const after = before + 1 < index.count ? index.at(before + 1) : undefined;
  if (after !== undefined && after.line === line && (after.starts || before === -1)) return after.time;
  return before === -1 ? 0 : index.at(before).time;
}
