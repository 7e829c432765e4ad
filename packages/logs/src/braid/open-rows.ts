/**
 * Rows that may still change: a line joins the row of its text or makes one of its own. Fed in one order, whatever the order
 * of arrival was, so the rows are the same each time. Each line costs a search in a sorted list and nothing else.
 */
import type { FoldKey } from './fold-key.ts';

export interface OpenRow {
  /** Counts up in order of making; names it where an object would keep all older ones alive. */
  id: number;
  /** Its place: rows stand in ascending order of it. */
  label: number;
  prev: OpenRow | undefined;
  next: OpenRow | undefined;
  /** ms; of its first line. */
  time: number;
  /** Parallel: the lanes in it, in order of joining, and the number of each one's line. */
  lanes: number[];
  numbers: number[];
  keys: { exact: string; own: string | undefined };
  /** The row in which its first lane stood before; 0: none. */
  before: number;
}

interface Lane {
  /** The last row that it shares with others: what it says next comes after it. */
  anchor: OpenRow | undefined;
  /** Rows after it that are its alone, in order: their place is found when it agrees with others again. */
  floats: OpenRow[];
  last: OpenRow | undefined;
  lastId: number;
}

/** Room between two rows for others that come between. */
const step = 1024;
/** Closer than this and all open rows get new labels. */
const closest = 1e-6;
/** Rows of one text that are too old to be joined are skipped at most so often in a search. */
const skipsMost = 4;

export class OpenRows {
  readonly #alignMs: number;
  readonly #lanes: Lane[] = [];
  readonly #byKey = new Map<string, OpenRow[]>();
  #tail: OpenRow | undefined;
  #nextId = 1;
  head: OpenRow | undefined;
  count = 0;
  /** Steps done, for the proof that the cost is linear. */
  work = 0;

  /** `alignMs`: lines further apart in time are never put together. */
  constructor(lanes: number, alignMs: number) {
    this.#alignMs = alignMs;
    for (let at = 0; at < lanes; at++) this.#lanes.push({ anchor: undefined, floats: [], last: undefined, lastId: 0 });
  }

  /** Takes the next line of a lane. `kind` keeps lines of different outputs apart. */
  feed(lane: number, number: number, time: number, kind: string, key: FoldKey): void {
    const exact = `${kind}=${key.exact}`;
    const own = key.own === key.exact ? undefined : `${kind}~${key.own}`;
    this.work += 1;
    const same = this.#find(lane, exact, time, key.weak);
    if (same) this.#join(same, lane, number, 'exact');
    else {
      const alike = own === undefined ? undefined : this.#find(lane, own, time, false);
      if (alike) this.#join(alike, lane, number, 'own');
      else this.#make(lane, number, time, { exact, own });
    }
  }

  /** Takes the first row out for good. */
  shift(): OpenRow | undefined {
    const row = this.head;
    if (row === undefined) return undefined;
    this.head = row.next;
    if (row.next) row.next.prev = undefined;
    else this.#tail = undefined;
    row.next = undefined;
    this.count -= 1;
    this.#forget(row.keys.exact, row);
    if (row.keys.own !== undefined) this.#forget(row.keys.own, row);
    for (const at of row.lanes) {
      const lane = this.#lanes[at] as Lane;
      if (lane.anchor === row) lane.anchor = undefined;
      if (lane.last === row) lane.last = undefined;
      if (lane.floats[0] === row) lane.floats.shift();
    }
    return row;
  }

  /** A copy to try what comes next on. */
  clone(): OpenRows {
    const copy = new OpenRows(0, this.#alignMs);
    const twins = new Map<OpenRow, OpenRow>();
    let before: OpenRow | undefined;
    for (let row = this.head; row; row = row.next) {
      const twin: OpenRow = { ...row, prev: before, next: undefined, lanes: [...row.lanes], numbers: [...row.numbers] };
      twin.keys = { ...row.keys };
      if (before) before.next = twin;
      else copy.head = twin;
      twins.set(row, twin);
      before = twin;
    }
    copy.#tail = before;
    copy.#nextId = this.#nextId;
    copy.count = this.count;
    for (const [key, rows] of this.#byKey)
      copy.#byKey.set(
        key,
        rows.map((row) => twins.get(row) as OpenRow),
      );
    const twinOf = (row: OpenRow | undefined) => row && twins.get(row);
    for (const { anchor, floats, last, lastId } of this.#lanes) {
      const twinFloats = floats.map((row) => twins.get(row) as OpenRow);
      copy.#lanes.push({ anchor: twinOf(anchor), floats: twinFloats, last: twinOf(last), lastId });
    }
    return copy;
  }

  /** The first row of this key that the lane may join without turning its own order round. */
  #find(at: number, key: string, time: number, weak: boolean): OpenRow | undefined {
    const rows = this.#byKey.get(key);
    if (rows === undefined) return undefined;
    const lane = this.#lanes[at] as Lane;
    let place = this.#firstAfter(rows, lane.anchor);
    const first = rows[place];
    // Its own rows of this text are no rows to join, and nor is what stands among them.
    if (first && isOf(first, at)) place = this.#firstAfter(rows, lane.last);
    for (let skips = 0; skips < skipsMost; skips++, place++) {
      const row = rows[place];
      if (row === undefined) return undefined;
      if (Math.abs(time - row.time) > this.#alignMs || isOf(row, at)) continue;
      return weak && row.before !== lane.lastId ? undefined : row;
    }
    return undefined;
  }

  #join(row: OpenRow, at: number, number: number, by: 'exact' | 'own'): void {
    const lane = this.#lanes[at] as Lane;
    const later = lane.floats.filter((own) => own.label > row.label);
    this.work += lane.floats.length;
    if (later.length > 0) this.#moveBefore(row, later);
    this.#decide(row, by);
    if (row.lanes.length === 1) this.#anchorFirst(row);
    row.lanes.push(at);
    row.numbers.push(number);
    lane.anchor = row;
    lane.floats = [];
    lane.last = row;
    lane.lastId = row.id;
  }

  /** From its second line on a row is either of one text, or of ranks that each say their own number: never both. */
  #decide(row: OpenRow, by: 'exact' | 'own'): void {
    const { exact, own } = row.keys;
    if (own === undefined || row.lanes.length > 1) return;
    if (by === 'own') this.#forget(exact, row);
    else {
      this.#forget(own, row);
      row.keys.own = undefined;
    }
  }

  #anchorFirst(row: OpenRow): void {
    const first = this.#lanes[row.lanes[0] as number] as Lane;
    // What it says alone before an agreement is joined later than that was.
    if ((first.anchor?.label ?? Number.NEGATIVE_INFINITY) < row.label) first.anchor = row;
    let gone = 0;
    while ((first.floats[gone]?.label ?? Number.POSITIVE_INFINITY) <= row.label) gone += 1;
    this.work += gone;
    first.floats.splice(0, gone);
  }

  #make(at: number, number: number, time: number, keys: OpenRow['keys']): void {
    const lane = this.#lanes[at] as Lane;
    const label = (this.#tail?.label ?? 0) + step;
    const row: OpenRow = {
      id: this.#nextId,
      label,
      prev: this.#tail,
      next: undefined,
      time,
      lanes: [at],
      numbers: [number],
      keys: { ...keys },
      before: lane.lastId,
    };
    this.#nextId += 1;
    if (this.#tail) this.#tail.next = row;
    else this.head = row;
    this.#tail = row;
    this.count += 1;
    for (const key of [keys.exact, keys.own]) {
      if (key === undefined) continue;
      const rows = this.#byKey.get(key);
      if (rows) rows.push(row);
      else this.#byKey.set(key, [row]);
    }
    lane.floats.push(row);
    lane.last = row;
    lane.lastId = row.id;
  }

  /** Puts rows that only one lane has before the row at which it agrees with others again. */
  #moveBefore(target: OpenRow, rows: readonly OpenRow[]): void {
    this.work += rows.length;
    for (const row of rows) this.#unlink(row);
    let low = target.prev?.label ?? target.label - step * (rows.length + 1);
    if ((target.label - low) / (rows.length + 1) < closest) {
      this.#relabel(target, rows.length);
      low = target.prev?.label ?? target.label - step * (rows.length + 1);
    }
    const gap = (target.label - low) / (rows.length + 1);
    for (const [at, row] of rows.entries()) {
      row.label = low + gap * (at + 1);
      row.prev = target.prev;
      row.next = target;
      if (target.prev) target.prev.next = row;
      else this.head = row;
      target.prev = row;
    }
    for (const row of rows) for (const key of [row.keys.exact, row.keys.own]) this.#reorder(key, row);
  }

  #unlink(row: OpenRow): void {
    if (row.prev) row.prev.next = row.next;
    else this.head = row.next;
    if (row.next) row.next.prev = row.prev;
    else this.#tail = row.prev;
  }

  /** New labels for all rows, with room for `more` before `target`. */
  #relabel(target: OpenRow, more: number): void {
    let label = 0;
    for (let row = this.head; row; row = row.next) {
      label += row === target ? step * (more + 1) : step;
      row.label = label;
      this.work += 1;
    }
  }

  /** A row that was moved keeps the list of its text in order. */
  #reorder(key: string | undefined, row: OpenRow): void {
    const rows = key === undefined ? undefined : this.#byKey.get(key);
    if (key === undefined || rows === undefined || rows.length < 2) return;
    this.work += rows.length;
    rows.splice(rows.indexOf(row), 1);
    rows.splice(this.#firstAfter(rows, row), 0, row);
  }

  #forget(key: string, row: OpenRow): void {
    const rows = this.#byKey.get(key);
    if (rows === undefined) return;
    // The first row is nearly always the first of its text, too.
    const at = rows[0] === row ? 0 : rows.indexOf(row);
    if (at === 0) rows.shift();
    else if (at > 0) rows.splice(at, 1);
    if (rows.length === 0) this.#byKey.delete(key);
  }

  /** Place in `rows`, which are in order, of the first that stands after `row`. */
  #firstAfter(rows: readonly OpenRow[], row: OpenRow | undefined): number {
    if (row === undefined) return 0;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      this.work += 1;
      const middle = (low + high) >>> 1;
      if ((rows[middle] as OpenRow).label > row.label) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function isOf(row: OpenRow, lane: number): boolean {
  return row.lanes.length === 1 && row.lanes[0] === lane;
}
