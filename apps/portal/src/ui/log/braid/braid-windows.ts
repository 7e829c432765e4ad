/** The folded parts of a log: its end, which grows, and what of its past was looked at. The rest is folded when it is looked at. */
import type { BraidRow } from '@trainyard/logs/braid/braid-rows';
import type { LogModel } from '../log-model.ts';
import { lanesAt, readTimes } from './braid-lines.ts';
import { type BraidWindow, type Folded, foldPast, LiveWindow, slotOf } from './braid-window.ts';

/** Rows that the end is opened with: many screens, and folded in a frame. */
const openRows = 6_000;
/** Lines of one window of the past: a page of each of 16 ranks. */
const pastRows = 4_096;
/** Rows around what is looked at that are folded, too: a screen is 50 rows of perhaps 16 lines. */
const aroundRows = 800;
/** Windows of the past that are kept: a megabyte or two. */
const pastKept = 48;
/** More than this behind (a tab that slept), and the end is opened anew. */
const behindMost = 40_000;
/** Lines whose places are remembered: many screens. */
const placesMost = 20_000;

/** A line of a folded row. */
export interface Place {
  /** Place of its row's first line; the others follow. */
  slot: number;
  /** Which of the row's lines it is. */
  at: number;
  of: BraidRow;
  /** Row of the model that holds it. */
  row: number;
}

export class BraidWindows {
  readonly #model: LogModel;
  readonly #changed: () => void;
  readonly #now: () => number;
  #past: BraidWindow[] = [];
  #live: LiveWindow | undefined;
  #opening = false;
  #folding = false;
  #closed = false;
  #frame: number | undefined;
  /** What was looked at last. */
  #view: [number, number] | undefined;
  /** By place, and by row of the model; what may still change is forgotten with every change. */
  readonly #settled = new Map<number, Place>();
  readonly #settledRows = new Map<number, Place>();
  #loose = new Map<number, Place>();
  #looseRows = new Map<number, Place>();

  constructor(model: LogModel, changed: () => void, now: () => number) {
    this.#model = model;
    this.#changed = changed;
    this.#now = now;
  }

  close(): void {
    this.#closed = true;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  /** Takes what came. */
  take(): void {
    const model = this.#model;
    if (!model.opened || this.#closed) return;
    if (this.#live === undefined) return void this.#open();
    if (model.rows - this.#live.next > behindMost) {
      this.#keep(this.#live.end());
      this.#live = undefined;
      return void this.#open();
    }
    const more = this.#live.take(this.#now);
    this.#forgetLoose();
    if (more) {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = undefined;
        this.take();
        this.#changed();
      });
    }
  }

  /** Folds around places [from, to), unless it is. */
  look(from: number, to: number): void {
    this.#view = [from, to];
    if (this.#folding || this.#closed || this.#live === undefined) return;
    const slot = this.#unfolded(Math.max(this.#first, from - aroundRows), Math.min(this.#model.rows, to + aroundRows));
    if (slot !== undefined) void this.#fold(slot);
  }

  /** The line at a place; undefined where nothing is folded. */
  at(slot: number): Place | undefined {
    const known = this.#settled.get(slot) ?? this.#loose.get(slot);
    if (known) return known;
    const window = this.#windowAt(slot);
    const folded = window?.at(slot - slotOf(window.from));
    if (window === undefined || folded === undefined) return undefined;
    const places = this.#remember(slotOf(window.from), folded);
    return places[slot - slotOf(window.from) - folded.before];
  }

  /** The place of a row of the model; undefined where nothing is folded. */
  of(row: number): Place | undefined {
    const known = this.#settledRows.get(row) ?? this.#looseRows.get(row);
    if (known) return known;
    const line = this.#model.order.at(row);
    if (line === undefined) return undefined;
    const window = this.#windowOf(line.stream, line.line);
    const folded = window?.of(line.stream, line.line);
    if (window === undefined || folded === undefined) return undefined;
    return this.#remember(slotOf(window.from), folded).find((one) => one.row === row);
  }

  /** True where rows can be folded: where they are in the order of time. */
  mayFold(slot: number): boolean {
    return slot >= this.#first;
  }

  fold(): { lines: number; rows: number } {
    const all = [...this.#past, ...(this.#live ? [this.#live] : [])].map((window) => window.fold());
    return all.reduce((sum, one) => ({ lines: sum.lines + one.lines, rows: sum.rows + one.rows }), {
      lines: 0,
      rows: 0,
    });
  }

  /** Rows before this one are not in the order of time (yet). */
  get #first(): number {
    const { order } = this.#model;
    return order.sorting ? order.pastRows : order.timedFrom;
  }

  async #open(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    const model = this.#model;
    const row = Math.max(model.order.pastRows, slotOf(this.#past.at(-1)?.to ?? []), model.rows - openRows);
    const from = this.#joined(row);
    await Promise.all(
      model.sources.map((source, lane) => readTimes(source, from[lane] as number, model.order.nextOf(lane))),
    );
    this.#opening = false;
    if (this.#closed) return;
    this.#live = new LiveWindow(model, row, from, row > 0 && (model.order.sorting || row > this.#first));
    this.take();
    if (this.#view) this.look(...this.#view);
    this.#changed();
  }

  /** Where streams stand at a row, but not before the window that ends there. */
  #joined(row: number): number[] {
    const last = this.#past.at(-1);
    return lanesAt(this.#model, row).map((line, lane) => Math.max(line, last?.to[lane] ?? 0));
  }

  #unfolded(from: number, to: number): number | undefined {
    let slot = from;
    for (const window of this.#all()) {
      if (slotOf(window.to) <= slot) continue;
      if (slotOf(window.from) > slot) break;
      slot = slotOf(window.to);
    }
    return slot < to && slot < this.#endOfPast() ? slot : undefined;
  }

  #endOfPast(): number {
    return this.#live ? slotOf(this.#live.from) : 0;
  }

  /** Folds the part of a gap around a place. */
  async #fold(slot: number): Promise<void> {
    this.#folding = true;
    try {
      const windows = this.#all();
      const before = windows.findLast((window) => slotOf(window.to) <= slot);
      const after = windows.find((window) => slotOf(window.from) > slot);
      const first = before ? slotOf(before.to) : this.#first;
      const end = after ? slotOf(after.from) : this.#model.rows;
      // Next to what is folded already it goes on from there; else it lies around the place.
      let [from, to] = [slot - (pastRows >> 1), slot + (pastRows >> 1)];
      if (end - slot <= pastRows) [from, to] = [end - pastRows, end];
      else if (slot - first <= pastRows) [from, to] = [first, first + pastRows];
      from = Math.max(first, from);
      to = Math.min(end, to);
      const lanes = (row: number) => lanesAt(this.#model, row);
      const begins =
        from === first && before ? before.to : lanes(from).map((line, at) => Math.max(line, before?.to[at] ?? 0));
      const ends =
        to === end && after ? after.from : lanes(to).map((line, at) => Math.min(line, after?.from[at] ?? line));
      const window = await foldPast(this.#model, begins, ends, { head: from !== first, tail: to !== end });
      if (this.#closed) return;
      this.#keep(window);
    } catch (error) {
      console.error('a part of a log could not be folded', error);
      return;
    } finally {
      this.#folding = false;
    }
    this.#changed();
    if (this.#view) this.look(...this.#view);
  }

  #keep(window: BraidWindow): void {
    // What has no line in it would be folded for ever.
    if (slotOf(window.to) <= slotOf(window.from)) return;
    this.#past.push(window);
    this.#past.sort((a, b) => slotOf(a.from) - slotOf(b.from));
    if (this.#past.length > pastKept) {
      const far = (one: BraidWindow) => Math.abs(slotOf(one.from) - (this.#view?.[0] ?? 0));
      const gone = this.#past.reduce((worst, one) => (far(one) > far(worst) ? one : worst));
      this.#past = this.#past.filter((one) => one !== gone);
    }
    this.#settled.clear();
    this.#settledRows.clear();
    this.#forgetLoose();
  }

  #all(): BraidWindow[] {
    return this.#live ? [...this.#past, this.#live] : this.#past;
  }

  #windowAt(slot: number): BraidWindow | undefined {
    const live = this.#live;
    if (live && slot >= slotOf(live.from)) return slot < slotOf(live.to) ? live : undefined;
    return this.#past.find((window) => slot >= slotOf(window.from) && slot < slotOf(window.to));
  }

  #windowOf(lane: number, line: number): BraidWindow | undefined {
    return this.#all().find(({ from, to }) => line >= (from[lane] as number) && line < (to[lane] as number));
  }

  #remember(first: number, { row: of, before }: Folded): Place[] {
    if (this.#settled.size > placesMost) {
      this.#settled.clear();
      this.#settledRows.clear();
    }
    const slot = first + before;
    return of.members.map(({ lane, line }, at) => {
      const row = this.#model.order.rowOf(lane, line) ?? -1;
      const place: Place = { slot, at, of, row };
      (of.settled ? this.#settled : this.#loose).set(slot + at, place);
      (of.settled ? this.#settledRows : this.#looseRows).set(row, place);
      return place;
    });
  }

  #forgetLoose(): void {
    this.#loose = new Map();
    this.#looseRows = new Map();
  }
}
