/** How far a program is, by the lines it prints: which of its bars counts, how fast it goes, when it will be through. Pure. */
import type { Progress } from '@trainyard/contracts/vitals';
import { type ReadProgress, readProgress } from './read-progress.ts';
import { type EpochPlace, Track } from './track.ts';

/** Bars and counters kept of a program: more than any draws at once. */
const tracksMost = 16;
/** A bar that says nothing while others of the program came to their end this often is no longer what it is at. */
const othersOverMost = 3;

export class ProgressReader {
  #tracks: Track[] = [];
  #main: Track | undefined;
  /** Ends of other bars since the main one spoke. */
  #othersOver = 0;
  #place: EpochPlace = { first: 1 };
  #at: number | null = null;

  /** Takes a line; `at`: server's ms at which it came, null where that is not known. False when it tells nothing of progress. */
  take(line: string, at: number | null): boolean {
    const found = readProgress(line);
    if (found === undefined) return false;
    const { side = false } = found;
    if (side && this.#main?.side === false) return false;
    if (!side && this.#main?.side === true) this.#forget();
    const before = this.#place;
    this.#placeIn(found);
    if (at !== null) this.#at = at;
    if (found.step !== undefined || found.percent !== undefined) this.#track(found, before, at);
    else if (found.epoch === undefined && this.#main !== undefined) this.#main.take(found, this.#place, before, at);
    else if (this.#place.epoch !== before.epoch) this.#main?.beginEpoch();
    return true;
  }

  /** Steps since the start by the newest line; undefined where there are none. Two ranks of one program can be held against each other. */
  get step(): number | undefined {
    return this.#main?.step === undefined ? undefined : this.#main.done(this.#place);
  }

  /** How far it is; null without a word of it. `now`: server's ms. `startedAt`: when it began to run, for a first guess; null without. */
  progress(now: number, startedAt: number | null): Progress | null {
    const main = this.#main;
    const { epoch, epochs } = this.#place;
    if (main === undefined && epoch === undefined) return null;
    const done = main?.done(this.#place);
    const total = main?.total(this.#place);
    const guess = startedAt === null ? null : (main?.guess(done, now - startedAt) ?? null);
    // A program's own word covers the time until lines have come for long enough.
    const printed = main?.step === undefined ? undefined : main.printedRate;
    const pace = main?.pace.rate() ?? printed ?? guess;
    const share = this.#share(done, total);
    const endsAt = this.#endsAt(now, pace, done, total);
    return {
      step: main?.step ?? null,
      steps: main?.steps ?? null,
      epoch: epoch ?? null,
      epochs: epochs ?? null,
      percent: share === undefined ? null : 100 * Math.min(1, Math.max(0, share)),
      rate: main?.step === undefined ? (main?.printedRate ?? null) : pace,
      rateUnit: main === undefined ? null : (main.rateUnit ?? (main.step === undefined ? null : 'step')),
      endsAt,
      endsLateAt: this.#endsLateAt(endsAt, done, total),
      at: this.#at,
    };
  }

  #endsAt(now: number, pace: number | null, done: number | undefined, total: number | undefined): number | null {
    const main = this.#main;
    if (main === undefined) return null;
    const from = main.at ?? now;
    if (done !== undefined && total !== undefined && pace !== null && pace > 0)
      return Math.max(now, from + (Math.max(0, total - done) / pace) * 1_000);
    if (main.left === undefined || (main.perEpoch && this.#place.epochs !== 1)) return null;
    return Math.max(now, from + main.left);
  }

  /** Only by steps that were seen: neither a first guess nor a program's own word tells how much it varies. */
  #endsLateAt(endsAt: number | null, done: number | undefined, total: number | undefined): number | null {
    const pace = this.#main?.pace;
    if (endsAt === null || done === undefined || total === undefined || !pace?.rate()) return null;
    const late = pace.late(Math.max(0, total - done));
    return late === null ? null : endsAt + late;
  }

  #share(done: number | undefined, total: number | undefined): number | undefined {
    if (done !== undefined && total !== undefined) return done / total;
    const { epoch, epochs, first } = this.#place;
    if (epoch !== undefined && epochs) return (epoch - first) / epochs;
    // Of one epoch the share is known, and of the whole nothing.
    return undefined;
  }

  #placeIn({ epoch, epochs }: ReadProgress): void {
    const { first } = this.#place;
    const fromZero = epoch !== undefined && (epoch < 1 || !Number.isInteger(epoch));
    this.#place = {
      epoch: epoch ?? this.#place.epoch,
      epochs: epochs ?? this.#place.epochs,
      first: fromZero ? 0 : first,
    };
  }

  #track(found: ReadProgress, before: EpochPlace, at: number | null): void {
    let track = this.#tracks.find((one) => one.isOf(found));
    if (track === undefined) {
      track = new Track(found);
      this.#tracks.push(track);
      if (this.#tracks.length > tracksMost) this.#tracks.splice(this.#tracks[0] === this.#main ? 1 : 0, 1);
    }
    const wasOver = track.isOver;
    track.take(found, this.#place, before, at);
    this.#choose(track, track.isOver && !wasOver);
  }

  /** Of nested bars the outer one tells of the whole, and it is the first: others take its place once it is through or forgotten. */
  #choose(track: Track, justOver: boolean): void {
    const main = this.#main;
    if (main === track) {
      this.#othersOver = 0;
      return;
    }
    if (justOver) this.#othersOver += 1;
    if (main !== undefined) {
      if (main.isMeasured && !track.isMeasured) return;
      if (main.isMeasured && !main.isOver && this.#othersOver < othersOverMost) return;
      if (!main.isMeasured && !track.isMeasured && this.#othersOver < othersOverMost && main.style !== track.style)
        return;
    }
    this.#main = track;
    this.#othersOver = 0;
  }

  #forget(): void {
    this.#tracks = [];
    this.#main = undefined;
    this.#place = { first: 1 };
  }
}
