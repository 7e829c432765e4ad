/** Lines of streams as they are saved: those that are meant, with times and names, several streams in the order of their times. */
import { LineSplitter } from '@trainyard/logs/lines';
import type { Source } from './find-lines.ts';
import type { LineSet } from './line-set.ts';

export interface ExportedStream {
  source: Source;
  /** Stands before each line; empty: nothing does. */
  label: string;
  /** The lines meant, stretch by stretch; undefined: all. */
  chosen: AsyncIterable<{ lines: LineSet }> | undefined;
}

interface ExportedLine {
  bytes: Uint8Array;
  /** Agent's ms; 0: not known. */
  time: number;
  /** False for what follows of a line that is too long to be held. */
  begins: boolean;
  ends: boolean;
}

/** Bytes read at once of a stream; of many at once less, so that 256 of them hold 16 MiB. */
const readBytes = (streams: number): number => (streams > 8 ? 65_536 : 262_144);
/** Bytes that go out at once. */
const writeBytes = 65_536;
const lineEnd = Buffer.from('\n');

/** The text that is saved. Each line is ended, the last one too; bytes that were lost are left out. */
export async function* exportedText(streams: readonly ExportedStream[], times: boolean): AsyncGenerator<Buffer> {
  const size = readBytes(streams.length);
  const readers = streams.map((stream) => new Reader(stream, size));
  let parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const { line, label } of byTime(readers)) {
      const head = line.begins ? headOf(line.time, times, label) : '';
      if (head !== '') parts.push(Buffer.from(head));
      parts.push(line.bytes);
      if (line.ends) parts.push(lineEnd);
      length += head.length + line.bytes.length + 1;
      if (length < writeBytes) continue;
      yield Buffer.concat(parts);
      parts = [];
      length = 0;
    }
    if (parts.length > 0) yield Buffer.concat(parts);
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** As wide as a time, for lines whose time nobody knows. */
const unknownTime = '-'.padEnd(new Date(0).toISOString().length);

function headOf(time: number, times: boolean, label: string): string {
  const at = times ? `${time > 0 ? new Date(time).toISOString() : unknownTime} ` : '';
  return label === '' ? at : `${at}[${label}] `;
}

/**
 * Lines of all streams by their times; of the same time those of the earlier stream first. Within a stream the order stays: a line that is
 * older than the one before it (a clock was set back), or of no known time, counts as of the time of that one.
 */
async function* byTime(readers: readonly Reader[]): AsyncGenerator<{ line: ExportedLine; label: string }> {
  const open: Reader[] = [];
  for (const reader of readers) if (await reader.advance()) open.push(reader);
  while (open.length > 0) {
    let least = open[0] as Reader;
    for (const reader of open) if (reader.at < least.at) least = reader;
    // A line that is cut in pieces stays in one piece.
    let ends = true;
    do {
      const line = least.line as ExportedLine;
      ({ ends } = line);
      yield { line, label: least.label };
      if (await least.advance()) continue;
      open.splice(open.indexOf(least), 1);
      break;
    } while (!ends || open.length === 1);
  }
}

class Reader {
  readonly label: string;
  line: ExportedLine | undefined;
  /** The time that its line counts as. */
  at = 0;
  readonly #batches: AsyncGenerator<ExportedLine[]>;
  #batch: ExportedLine[] = [];
  #next = 0;

  constructor({ source, label, chosen }: ExportedStream, size: number) {
    this.label = label;
    this.#batches = chosen ? chosenLines(source, chosen, size) : linesBetween(source, 0, source.lines, size);
  }

  /** Goes to the next line; false at the end. */
  async advance(): Promise<boolean> {
    while (this.#next >= this.#batch.length) {
      const { value, done } = await this.#batches.next();
      if (done) return false;
      this.#batch = value;
      this.#next = 0;
    }
    this.line = this.#batch[this.#next++] as ExportedLine;
    this.at = Math.max(this.at, this.line.time);
    return true;
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}

async function* chosenLines(
  source: Source,
  chosen: AsyncIterable<{ lines: LineSet }>,
  size: number,
): AsyncGenerator<ExportedLine[]> {
  for await (const { lines } of chosen) {
    const [first] = lines;
    if (first !== undefined) yield* linesBetween(source, first, lines.end, size, lines);
  }
}

/** Lines `first` to `end` of a stream, those of `only`, in batches of what was read at once. */
async function* linesBetween(
  source: Source,
  first: number,
  end: number,
  size: number,
  only?: LineSet,
): AsyncGenerator<ExportedLine[]> {
  let { offset: at } = await source.readLine(first);
  const splitter = new LineSplitter(first);
  const marks = new Times();
  let begun = at;
  let begins = true;
  const take = ({ bytes, number, complete }: ReturnType<LineSplitter['push']>[number], into: ExportedLine[]): void => {
    if (number < end && (only === undefined || only.has(number))) {
      into.push({ bytes, time: marks.at(begun), begins, ends: complete });
    }
    begins = complete;
    if (complete) begun += bytes.length + 1;
    else begun += bytes.length;
  };
  for (let line = first; line < end && at < source.through; ) {
    const part = await source.read(at, Math.min(at + size, source.through));
    if (part.bytes.length === 0) break;
    // A hole: what comes next stands further behind.
    begun += part.offset - at;
    marks.add(part.offset, part.marks);
    const batch: ExportedLine[] = [];
    for (const one of splitter.push(part.bytes)) {
      take(one, batch);
      line = one.complete ? one.number + 1 : one.number;
    }
    at = part.offset + part.bytes.length;
    if (batch.length > 0) yield batch;
  }
  const rest = at >= source.through ? splitter.end() : undefined;
  const last: ExportedLine[] = [];
  if (rest) take({ ...rest, complete: true }, last);
  if (last.length > 0) yield last;
}

/** When bytes were printed, asked of ever later bytes. */
class Times {
  #marks: [number, number][] = [];
  #time = 0;

  add(offset: number, marks: readonly [number, number][]): void {
    for (const [at, time] of marks) this.#marks.push([offset + at, time]);
  }

  at(offset: number): number {
    let passed = 0;
    for (const [at, time] of this.#marks) {
      if (at > offset) break;
      this.#time = time;
      passed += 1;
    }
    if (passed > 0) this.#marks = this.#marks.slice(passed);
    return this.#time;
  }
}
