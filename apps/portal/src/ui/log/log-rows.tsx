/** The rows in view, and the scroller they are in. */
import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogModel } from './log-model.ts';
import { LogRowView } from './log-row.tsx';
import type { LogScroll } from './use-log-scroll.ts';
import type { LogSearching } from './use-log-search.ts';

/** Rows looked at for this long are read: not those that fly by under a dragged scroll bar. */
const restMs = 60;

export interface RowLook {
  digits: number;
  /** Characters of the widest chip; 0 when none is shown. */
  chip: number;
  dividerOf(row: number): string | undefined;
  heightOf(row: number): number;
}

interface LogRowsProps {
  model: LogModel;
  scroll: LogScroll;
  look: RowLook;
  searching: LogSearching;
  selection: readonly [number, number] | null;
  wrap: boolean;
  name: string;
  onSelect(row: number, extend: boolean): void;
  onOpen(row: number): void;
}

/** First row in view and one past the last. */
export function rowsInView(scroll: LogScroll, rows: number, heightOf: (row: number) => number): [number, number] {
  const { place, viewport } = scroll;
  let left = viewport.height + place.px;
  let row = place.row;
  while (left > 0 && row < rows) {
    left -= heightOf(row);
    row += 1;
  }
  return [place.row, row];
}

/** Draws what is in view; nothing else of the log is in the page. */
export function LogRows({ model, scroll, look, searching, selection, wrap, name, onSelect, onOpen }: LogRowsProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const words = useMemo(() => ({ t, format }), [t, format]);
  const { rows } = model;
  const [from, to] = rowsInView(scroll, rows, look.heightOf);
  useEffect(() => {
    const rest = setTimeout(() => model.want(range(from, to)), restMs);
    return () => clearTimeout(rest);
  }, [model, from, to]);
  const { place, viewport, following } = scroll;
  const top = useSteadyTop(from, look.heightOf);
  const atEnd = following && (place.row > 0 || place.px > 0);
  const window: CSSProperties = { height: viewport.height };
  const layer: CSSProperties = {
    paddingTop: top,
    // At the end it is the last row's lower edge that must stand right, however high the rows turn out to be.
    transform: atEnd ? `translateY(calc(${viewport.height}px - 100%))` : `translateY(${-top - place.px}px)`,
  };
  const sizes = { '--digits': look.digits, '--chip': look.chip } as CSSProperties;
  return (
    <div
      ref={scroll.ref}
      className={`${css.scroller} ${wrap ? css.wrap : ''}`}
      style={sizes}
      role="log"
      aria-live="off"
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
      onScroll={scroll.onScroll}
      onPointerMove={(event) => {
        // Text that moves cannot be selected.
        if (event.buttons === 1 && following) scroll.pause();
      }}
    >
      <div className={css.content} style={{ height: scroll.height }}>
        <div className={css.window} style={window}>
          {/* biome-ignore lint/a11y/useSemanticElements: see its items. */}
          <div style={layer} role="list" aria-label={t('log.lines')}>
            {[...range(from, to)].map((row) => {
              const shown = model.row(row);
              if (shown === undefined) return null;
              const { rank, label } = shown.source.spec;
              return (
                <LogRowView
                  key={row}
                  words={words}
                  row={row}
                  number={shown.number}
                  count={rows}
                  drawn={shown.drawn}
                  chip={look.chip === 0 ? undefined : typeof rank === 'number' ? `r${rank}` : '–'}
                  label={label}
                  divider={look.dividerOf(row)}
                  ranges={searching.search?.ranges.get(row)}
                  current={searching.current === row}
                  selected={selection !== null && row >= selection[0] && row <= selection[1]}
                  onSelect={onSelect}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
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

function* range(from: number, to: number): Generator<number> {
  for (let row = from; row < to; row++) yield row;
}
