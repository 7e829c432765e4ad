/** The rows in view, and the scroller they are in. */
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogModel } from './log-model.ts';
import { LogRowView } from './log-row.tsx';
import type { RowList } from './row-list.ts';
import type { RowMode } from './row-mode.ts';
import type { HitSearching } from './use-hit-search.ts';
import type { LogScroll } from './use-log-scroll.ts';

/** Rows looked at for this long are read: not those that fly by under a dragged scroll bar. */
const restMs = 60;
/** Colours of ranks: those of series, again from the ninth on. */
const rankColours = 8;

export interface RowLook {
  digits: number;
  /** Characters of the widest chip; 0 when none is shown. */
  chip: number;
  /** Characters of the time column; 0 when there is none. */
  time: number;
  /** What stands in the time column of a row. */
  timeOf(row: number): string | undefined;
  dividerOf(row: number): string | undefined;
  /** Height of a row, px; 0 when another one stands for it. */
  heightOf(row: number): number;
}

interface LogRowsProps {
  model: LogModel;
  list: RowList;
  scroll: LogScroll;
  look: RowLook;
  mode: RowMode | null;
  modeVersion: number;
  searching: HitSearching;
  /** The row that was gone to. */
  current: number | undefined;
  selection: readonly [number, number] | null;
  /** The row at which the page's crosshair stands. */
  crossed: number | undefined;
  wrap: boolean;
  name: string;
  onSelect(row: number, extend: boolean): void;
  /** The pointer is on a row; null: on none any more. */
  onPoint(row: number | null): void;
  onOpen(row: number): void;
  onUnfold(row: number): void;
  onRank: ((row: number) => void) | undefined;
}

/** First place in view and one past the last, in the list that is shown. */
export function rowsInView(scroll: LogScroll, list: RowList, heightOf: (row: number) => number): [number, number] {
  const { place, viewport } = scroll;
  let left = viewport.height + place.px;
  let at = place.row;
  while (left > 0 && at < list.count) {
    left -= heightOf(list.rowAt(at));
    at += 1;
  }
  return [place.row, at];
}

/** Widths of the columns, in characters, for the styles of rows and of their heads. */
export function columnSizes(look: RowLook): CSSProperties {
  return { '--digits': look.digits, '--chip': look.chip, '--time': look.time } as CSSProperties;
}

/** Draws what is in view; nothing else of the log is in the page. */
export function LogRows(props: LogRowsProps) {
  const { model, list, scroll, look, mode, searching, selection, wrap, name } = props;
  const { t } = useTranslation('ui');
  const format = useFormat();
  const words = useMemo(() => ({ t, format }), [t, format]);
  const [from, to] = rowsInView(scroll, list, look.heightOf);
  useWanted(props, from, to);
  const { place, viewport, following } = scroll;
  const top = useSteadyTop(from, (at) => look.heightOf(list.rowAt(at)));
  const atEnd = following && (place.row > 0 || place.px > 0);
  const window: CSSProperties = { height: viewport.height };
  const layer: CSSProperties = {
    paddingTop: top,
    // At the end it is the last row's lower edge that must stand right, however high the rows turn out to be.
    transform: atEnd ? `translateY(calc(${viewport.height}px - 100%))` : `translateY(${-top - place.px}px)`,
  };
  return (
    <div
      ref={scroll.ref}
      className={`${css.scroller} ${wrap ? css.wrap : ''}`}
      data-wrap={wrap || undefined}
      style={columnSizes(look)}
      role="log"
      aria-live="off"
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
      onScroll={scroll.onScroll}
      onKeyDown={(event) => pageByKeys(event, scroll)}
      onClickCapture={(event) => {
        // What is opened stays where it is, and is not pushed out of view by what it shows.
        if (following && (event.target as Element).closest('[aria-expanded]')) scroll.pause();
      }}
      onPointerMove={(event) => {
        // Text that moves cannot be selected.
        if (event.buttons === 1 && following) scroll.pause();
        const row = (event.target as Element).closest<HTMLElement>('[data-row]')?.dataset.row;
        props.onPoint(row === undefined ? null : Number(row));
      }}
      onPointerLeave={() => props.onPoint(null)}
    >
      <div className={css.content} style={{ height: scroll.height }}>
        <div className={css.window} style={window}>
          {/* biome-ignore lint/a11y/useSemanticElements: see its items. */}
          <div style={layer} role="list" aria-label={t('log.lines')}>
            {[...range(from, to)].map((index) => {
              const row = list.rowAt(index);
              const shown = mode?.hides(row) === true ? undefined : model.row(row);
              if (shown === undefined) return null;
              const { rank, label } = shown.source.spec;
              const source = model.sources.indexOf(shown.source);
              const chip = look.chip === 0 ? undefined : typeof rank === 'number' ? `r${rank}` : '–';
              return (
                <LogRowView
                  key={row}
                  words={words}
                  row={row}
                  index={index}
                  number={shown.number}
                  count={list.count}
                  drawn={shown.drawn}
                  time={look.timeOf(row)}
                  chip={chip}
                  colour={typeof rank === 'number' ? rank % rankColours : undefined}
                  label={label}
                  stream={shown.source.spec.stream}
                  gaps={model.gaps}
                  divider={look.dividerOf(row)}
                  ranges={searching.search?.marksOf(source, shown.number)}
                  hit={searching.search?.has(source, shown.number) === true}
                  current={props.current === row}
                  selected={selection !== null && row >= selection[0] && row <= selection[1]}
                  crossed={props.crossed === row}
                  mode={mode ? (text) => mode.draw({ row, shown, words, text, chip, label }) : undefined}
                  modeVersion={props.modeVersion}
                  onSelect={props.onSelect}
                  onOpen={props.onOpen}
                  onUnfold={props.onUnfold}
                  onRank={props.onRank}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Reads what is looked at, looks for hits in it, and lets a mode fold around it. */
function useWanted({ model, list, look, mode, searching }: LogRowsProps, from: number, to: number): void {
  const { search } = searching;
  const version = model.version();
  const first = list.rowAt(from);
  const last = to > from ? list.rowAt(to - 1) : first;
  useEffect(() => {
    const rest = setTimeout(() => model.want(rowsOf(list, from, to), look.time > 0), restMs);
    return () => clearTimeout(rest);
  }, [model, list, look.time, from, to]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines that came are a new version.
  useEffect(() => {
    if (to > from && last - first < 10_000) void search?.mark(first, last + 1);
  }, [search, search?.query, first, last, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(() => {
    if (to > from) mode?.look(first, last + 1);
  }, [mode, first, last, version]);
}

function pageByKeys(event: KeyboardEvent, scroll: LogScroll): void {
  const steps: Record<string, [number, 'row' | 'screen']> = {
    ArrowUp: [-1, 'row'],
    ArrowDown: [1, 'row'],
    PageUp: [-1, 'screen'],
    PageDown: [1, 'screen'],
  };
  const step = steps[event.key];
  if (step === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target !== event.currentTarget) return;
  event.preventDefault();
  scroll.by(...step);
}

/** Farther than this and no row is in view any more that was before. */
const rowsMost = 500;
/** px above the first row that is laid out, so that there is room to scroll up to; and how high a layer may grow. */
const layerFirst = 100_000;
const layerMost = 1_000_000;

/**
 * Where a row is laid out, px: the same place for as long as it is in view. Rows are moved into view by a transform alone,
 * since to a browser everything else is text that jumps while it is read.
 */
function useSteadyTop(from: number, heightOf: (row: number) => number): number {
  const held = useRef({ row: from, top: layerFirst });
  const { row, top } = held.current;
  let next = top;
  if (Math.abs(from - row) > rowsMost) next = layerFirst;
  else {
    for (let at = row; at < from; at++) next += heightOf(at);
    for (let at = from; at < row; at++) next -= heightOf(at);
  }
  if (next < 0 || next > layerMost) next = layerFirst;
  held.current = { row: from, top: next };
  return next;
}

function* rowsOf(list: RowList, from: number, to: number): Generator<number> {
  for (const at of range(from, to)) yield list.rowAt(at);
}

function* range(from: number, to: number): Generator<number> {
  for (let row = from; row < to; row++) yield row;
}
