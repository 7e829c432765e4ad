/** What newer lines of a log tell of trouble: each is looked at once, when it is complete. Bounded work a frame; pure. */
import { levelOf } from '@trainyard/logs/levels';
import { decodeLossy } from '@trainyard/logs/lines';
import type { LogSource } from './log-source.ts';

/** Bytes of a line in which its level is looked for. */
const levelBytes = 512;
/** Lines of one level of one stream whose numbers are kept; more are counted. */
const linesMost = 50_000;
/** Lines that are looked at in one frame: the rest of a flood waits for the next. */
const frameMost = 20_000;

export interface Tally {
  /** The first line that was looked at here: what is before it is the server's to tell. */
  from: number;
  /** One past the last line that was looked at. */
  through: number;
  /** Numbers of lines, ascending. */
  warnings: number[];
  errors: number[];
  /** All of them, those that are not kept too. */
  warned: number;
  failed: number;
}

export class LevelTally {
  readonly #sources: readonly LogSource[];
  /** Of each source. */
  readonly streams: Tally[];

  constructor(sources: readonly LogSource[]) {
    this.#sources = sources;
    this.streams = sources.map(() => ({ from: 0, through: 0, warnings: [], errors: [], warned: 0, failed: 0 }));
  }

  /** The streams are open: what comes from now on is looked at. */
  begin(): void {
    for (const [at, { buffer }] of this.#sources.entries()) {
      const end = buffer === undefined ? 0 : buffer.endLine - (buffer.open ? 1 : 0);
      Object.assign(this.streams[at] as Tally, { from: end, through: end });
    }
  }

  /** Looks at lines that were completed since. */
  take(): void {
    let left = frameMost;
    for (const [at, { buffer }] of this.#sources.entries()) {
      const tally = this.streams[at] as Tally;
      if (buffer === undefined) continue;
      if (tally.through < buffer.firstLine) tally.through = buffer.firstLine;
      for (; tally.through < buffer.endLine && left > 0; tally.through += 1) {
        const line = buffer.get(tally.through);
        if (line === undefined || !line.complete) break;
        left -= 1;
        const level = levelOf(decodeLossy(line.bytes.subarray(0, levelBytes)));
        if (level === 'error') {
          tally.failed += 1;
          if (tally.errors.length < linesMost) tally.errors.push(line.number);
        } else if (level === 'warning') {
          tally.warned += 1;
          if (tally.warnings.length < linesMost) tally.warnings.push(line.number);
        }
      }
    }
  }
}
