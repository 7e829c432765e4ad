/** The rows in view, and the scroller they are in. */
import { type CSSProperties, useEffect, useMemo } from 'react';
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
  const fills = place.row > 0 || place.px > 0;
  const atEnd = following && fills;
  const window: CSSProperties = { height: viewport.height };
  const layer: CSSProperties = atEnd ? {} : { transform: `translateY(${-place.px}px)` };
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
        <div className={`${css.window} ${atEnd ? css.atEnd : ''}`} style={window}>
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

function* range(from: number, to: number): Generator<number> {
  for (let row = from; row < to; row++) yield row;
}
