/** The braid as a mode of the log viewer: equal lines of ranks are one row, the rank that deviates stands in a lane of its own. */
import type { BraidRow } from '@trainyard/logs/braid/braid-rows';
import type { LogModel } from '../log-model.ts';
import type { RowWords } from '../log-row.tsx';
import type { RowList } from '../row-list.ts';
import type { ModeRow, OpenRowMode, RowMode } from '../row-mode.ts';
import css from './braid.module.css';
import { BraidHead } from './braid-head.tsx';
import { BraidRowView } from './braid-row.tsx';
import { BraidWindows } from './braid-windows.ts';

/** Where the lane of the rank that differs begins, as a part of the viewer's width; the same as `--lane` in the styles. */
const laneBegins = 0.36;
/** Below this width of the page there is one lane. */
const oneLaneMost = 640;

class BraidMode implements RowMode {
  readonly #model: LogModel;
  readonly #windows: BraidWindows;
  readonly #changed: () => void;
  readonly #leave: () => void;
  readonly #ranks: readonly number[];
  /** Rows that were opened, by the first of their lines. */
  readonly #opened = new Set<string>();
  /** Ranks that differ among the rows that are seen; those seen last while none does. */
  #differing: readonly number[] = [];

  constructor(model: LogModel, changed: () => void) {
    this.#model = model;
    this.#changed = changed;
    this.#windows = new BraidWindows(model, changed, () => performance.now());
    this.#ranks = [...new Set(model.sources.flatMap(({ spec }) => (typeof spec.rank === 'number' ? [spec.rank] : [])))];
    this.#leave = model.subscribe(() => {
      this.#windows.take();
      changed();
    });
    this.#windows.take();
  }

  close(): void {
    this.#leave();
    this.#windows.close();
  }

  look(from: number, to: number): void {
    const places = [from, to - 1].map((row) => this.#placeOf(row));
    const [first, end] = [Math.min(...places), Math.max(...places) + 1];
    this.#windows.look(first, end);
    const seen = new Set<number>();
    for (let slot = first; slot < end; slot++) {
      const place = this.#windows.at(slot);
      if (place?.at === 0 && place.of.side === 'differ') for (const rank of this.#ranksOf(place.of)) seen.add(rank);
    }
    const next = [...seen].sort((a, b) => a - b);
    if (next.length === 0 || next.join() === this.#differing.join()) return;
    this.#differing = next;
    this.#changed();
  }

  list(count: number): RowList {
    return {
      count,
      rowAt: (slot) => this.#windows.at(slot)?.row ?? this.#plain(slot),
      indexOf: (row) => this.#placeOf(row),
    };
  }

  hides(row: number): boolean {
    const place = this.#windows.of(row);
    return place !== undefined && place.at > 0 && !this.#opened.has(keyOf(place.of));
  }

  standsFor(row: number): number {
    const place = this.#windows.of(row);
    return place === undefined || !this.hides(row) ? row : (this.#windows.at(place.slot)?.row ?? row);
  }

  indent(row: number): number {
    const place = this.#windows.of(row);
    return place?.of.side === 'differ' && window.innerWidth > oneLaneMost ? laneBegins : 0;
  }

  draw(of: ModeRow) {
    const place = this.#windows.of(of.row);
    if (place === undefined) return this.#windows.mayFold(of.row) ? this.#bone(of.words) : <BraidRowView {...of} />;
    const { of: row, at } = place;
    const opened = this.#opened.has(keyOf(row));
    return (
      <BraidRowView
        {...of}
        folded={row.members.length > 1 && at === 0 ? this.#countOf(row, of.words, opened) : undefined}
        member={row.members.length > 1 && opened}
        lane={row.side}
        says={row.members.length === 1 || at === 0 ? this.#says(row, of.words) : undefined}
        onToggle={this.toggle}
      />
    );
  }

  head(words: RowWords, timed: boolean) {
    return <BraidHead words={words} differing={this.#differing} timed={timed} />;
  }

  note({ t, format }: RowWords) {
    const { lines, rows } = this.#windows.fold();
    if (rows === 0 || lines === rows) return null;
    return (
      <span data-testid="log-fold" data-lines={lines} data-rows={rows}>
        {t('log.braid.folded', { ratio: format.count(Math.round((lines / rows) * 10) / 10) })}
      </span>
    );
  }

  readonly toggle = (row: number): void => {
    const place = this.#windows.of(row);
    if (place === undefined) return;
    const key = keyOf(place.of);
    if (!this.#opened.delete(key)) this.#opened.add(key);
    this.#changed();
  };

  #placeOf(row: number): number {
    const place = this.#windows.of(row);
    return place ? place.slot + place.at : row;
  }

  /** A row where nothing is folded stands at its own place, unless it is shown elsewhere: what should stand here is not known yet. */
  #plain(slot: number): number {
    return this.#windows.of(slot) === undefined ? slot : -1 - slot;
  }

  #ranksOf({ members }: BraidRow): number[] {
    return members.flatMap(({ lane }) => {
      const rank = this.#model.sources[lane]?.spec.rank;
      return typeof rank === 'number' ? [rank] : [];
    });
  }

  #countOf(row: BraidRow, { t, format }: RowWords, opened: boolean) {
    const count = format.count(row.members.length);
    return { words: `×${count}`, opened, name: t(opened ? 'log.braid.close' : 'log.braid.open', { n: count }) };
  }

  /** Whose line it is, in words. */
  #says(row: BraidRow, { t, format }: RowWords): string {
    const ranks = this.#ranksOf(row);
    if (ranks.length === 0) return '';
    if (row.side === 'differ') return t('log.braid.differs', { count: ranks.length, ranks: rangesOf(ranks) });
    if (ranks.length === this.#ranks.length) return t('log.braid.all', { n: format.count(ranks.length) });
    const missing = this.#ranks.filter((rank) => !ranks.includes(rank));
    if (ranks.length > missing.length) {
      const of = { n: format.count(ranks.length), all: format.count(this.#ranks.length) };
      return t('log.braid.without', { ...of, count: missing.length, ranks: rangesOf(missing) });
    }
    return t('log.braid.only', { count: ranks.length, ranks: rangesOf(ranks) });
  }

  #bone({ t }: RowWords) {
    return <span className={css.bone} role="img" aria-label={t('log.loading')} />;
  }
}

/** A row by the first of its lines: it keeps its name while others join it. */
function keyOf({ members }: BraidRow): string {
  return members[0] ? `${members[0].lane}:${members[0].line}` : '';
}

/** `0–10, 12–15`. */
export function rangesOf(ranks: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && rank === last[1] + 1) last[1] = rank;
    else parts.push([rank, rank]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

export const openBraid: OpenRowMode = (model, changed) => new BraidMode(model, changed);
