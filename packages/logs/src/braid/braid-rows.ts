/** Rows that are settled: they never change and never move. Numbers only, no text; the oldest are dropped in blocks. */

/** A line of one lane. */
export interface BraidMember {
  lane: number;
  /** Its number in its own stream, from 0. */
  line: number;
}

export interface BraidRow {
  /** ms of the agent's clock when the first of its lines was printed; 0: not known. */
  time: number;
  /** Ascending by lane; never empty. */
  members: BraidMember[];
  /** `differ`: it is of a rank that says something else than most ranks do. */
  side: 'agree' | 'differ';
  /** False while lines may still join it or rows come before it. */
  settled: boolean;
}

interface Block {
  /** Number of its first row. */
  base: number;
  /** Lines of all rows before it. */
  before: number;
  /** First and last line of each lane in it. */
  ranges: Map<number, [number, number]>;
  times: number[];
  differ: boolean[];
  /** Where the members of each row begin. */
  starts: number[];
  lanes: number[] | Uint16Array;
  lines: number[] | Uint32Array;
}

const blockRows = 1_024;

export class BraidRows {
  readonly #linesMost: number;
  #blocks: Block[] = [];
  #held = 0;
  /** Number of the oldest row that is kept, and one past the newest: numbers count up and stay with their rows. */
  first = 0;
  end = 0;
  /** Lines of all rows, those that were dropped included. */
  lines = 0;

  constructor(linesMost: number) {
    this.#linesMost = linesMost;
  }

  push(time: number, members: readonly BraidMember[], side: BraidRow['side']): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || block.times.length === blockRows) {
      if (block) {
        block.lanes = Uint16Array.from(block.lanes);
        block.lines = Uint32Array.from(block.lines);
      }
      block = {
        base: this.end,
        before: this.lines,
        ranges: new Map(),
        times: [],
        differ: [],
        starts: [],
        lanes: [],
        lines: [],
      };
      this.#blocks.push(block);
    }
    block.times.push(time);
    block.differ.push(side === 'differ');
    block.starts.push(block.lanes.length);
    for (const { lane, line } of members) {
      (block.lanes as number[]).push(lane);
      (block.lines as number[]).push(line);
      const range = block.ranges.get(lane);
      if (range) range[1] = line;
      else block.ranges.set(lane, [line, line]);
    }
    this.end += 1;
    this.lines += members.length;
    this.#held += members.length;
    this.#trim();
  }

  get(row: number): BraidRow | undefined {
    if (row < this.first || row >= this.end) return undefined;
    const block = this.#blocks[this.#place('base', row)] as Block;
    const at = row - block.base;
    const members: BraidMember[] = [];
    for (let one = block.starts[at] as number; one < this.#endOf(block, at); one++) {
      members.push({ lane: block.lanes[one] as number, line: block.lines[one] as number });
    }
    return {
      time: block.times[at] as number,
      members,
      side: block.differ[at] ? 'differ' : 'agree',
      settled: true,
    };
  }

  /** The row that holds a line; undefined when none that is kept does. */
  rowOf(lane: number, line: number): number | undefined {
    for (const block of this.#blocks) {
      const [first, last] = block.ranges.get(lane) ?? [0, -1];
      if (line < first || line > last) continue;
      for (let at = 0; at < block.times.length; at++) {
        for (let one = block.starts[at] as number; one < this.#endOf(block, at); one++) {
          if (block.lanes[one] !== lane || block.lines[one] !== line) continue;
          const row = block.base + at;
          return row < this.first ? undefined : row;
        }
      }
    }
    return undefined;
  }

  /** Lines of all rows before a row, those that were dropped included; of the row after the last, all lines. */
  linesBefore(row: number): number {
    if (row >= this.end) return this.lines;
    const block = this.#blocks[this.#place('base', Math.max(row, this.first))] as Block;
    return block.before + (block.starts[row - block.base] ?? 0);
  }

  /** The row that holds the `index`th line of all, row after row; undefined when it is none that is kept. */
  rowAtLine(index: number): number | undefined {
    if (index < 0 || index >= this.lines || this.#blocks.length === 0) return undefined;
    const block = this.#blocks[this.#place('before', index)] as Block;
    const { starts } = block;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (block.before + (starts[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    const row = block.base + low;
    return index < block.before || row < this.first ? undefined : row;
  }

  #endOf(block: Block, at: number): number {
    return block.starts[at + 1] ?? block.lanes.length;
  }

  #trim(): void {
    while (this.#held > this.#linesMost && this.#blocks.length > 1) {
      const gone = this.#blocks.shift() as Block;
      this.#held -= gone.lanes.length;
      this.first = (this.#blocks[0] as Block).base;
    }
  }

  #place(key: 'base' | 'before', value: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#blocks[middle] as Block)[key] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
