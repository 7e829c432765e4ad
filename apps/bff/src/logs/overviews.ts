/** Where warnings and errors stand in logs: scanned once, remembered per stream, then only what was added is scanned. */
import type { EscapedFiles } from './escaped-files.ts';
import { findLines, type Source } from './find-lines.ts';
import { levelPlan } from './line-choice.ts';
import type { LineSet } from './line-set.ts';

/** Streams remembered, at most 128 KiB each. */
const streamsMost = 128;
/** Stretches of a log that are counted by themselves; of a log of more lines each holds several. */
const cellsMost = 16_384;

export interface LevelCounts {
  warnings: number[];
  errors: number[];
}

/** Counts per cell of `width` lines; the width doubles when the log outgrows the cells, so that memory stays what it is. */
class LevelCells {
  /** Lines before this one are counted. */
  lines = 0;
  /** Offset in the stream of the first byte that is not; undefined where a scan was cut short. */
  bytes: number | undefined;
  #width = 1;
  #warnings = new Uint32Array(1_024);
  #errors = new Uint32Array(1_024);

  add(level: 'warnings' | 'errors', line: number): void {
    while (Math.floor(line / this.#width) >= cellsMost) this.#widen();
    const cell = Math.floor(line / this.#width);
    if (cell >= this.#warnings.length) this.#grow(cell);
    const cells = level === 'warnings' ? this.#warnings : this.#errors;
    cells[cell] = (cells[cell] as number) + 1;
  }

  #grow(cell: number): void {
    const length = Math.min(cellsMost, 2 ** Math.ceil(Math.log2(cell + 1)));
    for (const name of ['warnings', 'errors'] as const) {
      const grown = new Uint32Array(length);
      grown.set(name === 'warnings' ? this.#warnings : this.#errors);
      if (name === 'warnings') this.#warnings = grown;
      else this.#errors = grown;
    }
  }

  #widen(): void {
    this.#width *= 2;
    for (const cells of [this.#warnings, this.#errors]) {
      for (let at = 0; at < cells.length; at++) cells[at] = (cells[2 * at] ?? 0) + (cells[2 * at + 1] ?? 0);
    }
  }

  /** Equal parts of `lines` lines. Exact where a cell is one line; else a cell counts for the part in which its middle lies. */
  inParts(parts: number, lines: number): LevelCounts {
    const counts = { warnings: new Array<number>(parts).fill(0), errors: new Array<number>(parts).fill(0) };
    for (const [cell, warnings] of this.#warnings.entries()) {
      const errors = this.#errors[cell] as number;
      if (warnings === 0 && errors === 0) continue;
      const middle = Math.min(lines - 1, Math.floor((cell + 0.5) * this.#width));
      const part = partOf(middle, parts, lines);
      counts.warnings[part] = (counts.warnings[part] as number) + warnings;
      counts.errors[part] = (counts.errors[part] as number) + errors;
    }
    return counts;
  }
}

/** The part that holds a line: part i covers lines [i × lines / parts, (i + 1) × lines / parts). */
export function partOf(line: number, parts: number, lines: number): number {
  const guess = Math.floor((line * parts) / lines);
  return Math.max(0, Math.min(parts - 1, guess));
}

export class Overviews {
  readonly #escaped: EscapedFiles;
  /** In order of last use. */
  readonly #known = new Map<string, LevelCells>();
  /** One scan of a stream at a time: who comes meanwhile waits for it and then scans only what is new. */
  readonly #scans = new Map<string, Promise<unknown>>();

  constructor(escaped: EscapedFiles) {
    this.#escaped = escaped;
  }

  /** `open` gives the stream as it stands once its turn has come. */
  async of(
    stream: string,
    open: () => Promise<Source>,
    parts: number,
    signal: AbortSignal,
  ): Promise<LevelCounts & { lines: number; bytes: number }> {
    const before = this.#scans.get(stream) ?? Promise.resolve();
    const scan = before.catch(() => undefined).then(async () => this.#scan(stream, await open(), signal));
    this.#scans.set(stream, scan);
    try {
      const { cells, last, source } = await scan;
      const counts = cells.inParts(parts, Math.max(1, source.lines));
      // The unfinished last line may still become another one: it is looked at each time.
      for (const { level, line } of last) {
        const part = partOf(line, parts, source.lines);
        counts[level][part] = (counts[level][part] as number) + 1;
      }
      return { ...counts, lines: source.lines, bytes: source.through };
    } finally {
      if (this.#scans.get(stream) === scan) this.#scans.delete(stream);
    }
  }

  async #scan(stream: string, source: Source, signal: AbortSignal) {
    const known = this.#known.get(stream);
    // Fewer lines than were counted: the stream was removed and begun anew.
    const cells = known && known.lines <= source.newlines ? known : new LevelCells();
    this.#known.delete(stream);
    this.#known.set(stream, cells);
    const [eldest] = this.#known.keys();
    if (this.#known.size > streamsMost && eldest !== undefined) this.#known.delete(eldest);
    const last: { level: 'warnings' | 'errors'; line: number }[] = [];
    const from = cells.lines;
    if (from === source.lines) return { cells, last, source };
    const rest = restOf(source, cells);
    const { expressions, byLevel } = levelPlan(source.through - (cells.bytes ?? 0));
    cells.bytes = undefined;
    for await (const { sets, end } of findLines(rest, {
      expressions,
      escaped: this.#escaped,
      signal,
    })) {
      const { errors, warnings } = byLevel(sets);
      const take = (level: 'warnings' | 'errors', lines: LineSet): void => {
        for (const line of lines) {
          if (line >= source.newlines) last.push({ level, line });
          else if (line >= cells.lines) cells.add(level, line);
        }
      };
      take('errors', errors);
      take('warnings', warnings.without(errors));
      cells.lines = Math.max(cells.lines, Math.min(end, source.newlines));
    }
    cells.bytes = (await source.readLine(source.newlines)).offset;
    return { cells, last, source };
  }
}

/** What is not counted yet: from the next byte on, or where that is not known the pieces with lines that are not. */
function restOf(source: Source, { lines, bytes }: LevelCells): Source {
  const first = source.pieces.findLastIndex((piece) => piece.line < lines || (piece.line === lines && piece.starts));
  const [piece, ...others] = source.pieces.slice(Math.max(0, first));
  const skip = bytes === undefined || piece === undefined ? 0 : bytes - piece.offset;
  if (piece === undefined || skip <= 0 || skip >= piece.bytes)
    return { ...source, pieces: piece ? [piece, ...others] : [] };
  return { ...source, pieces: [{ ...piece, line: lines, starts: true, skip }, ...others] };
}
