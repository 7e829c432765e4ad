import type { TFunction } from 'i18next';
import { type MouseEvent, memo, type ReactNode } from 'react';
import type { useFormat } from '../use-format.ts';
import { type AnsiRun, ansiTokens } from './ansi.ts';
import { GapRow } from './gap-row.tsx';
import type { Gaps } from './gaps.ts';
import { marked, type Range } from './log-match.ts';
import css from './log-row.module.css';
import { type DrawnLine, statesMost } from './log-text.ts';

/** Looked up once for all rows: thousands are drawn in a second. */
export interface RowWords {
  t: TFunction<'ui'>;
  format: ReturnType<typeof useFormat>;
}

export interface LogRowProps {
  words: RowWords;
  row: number;
  /** 0-based number of its line. */
  number: number;
  /** Its place among the rows that are shown, from 0, and how many there are. */
  index: number;
  count: number;
  drawn: DrawnLine | undefined;
  /** Text of the time column; undefined when there is none. */
  time: string | undefined;
  chip: string | undefined;
  /** Which of the eight colours of ranks its chip has. */
  colour: number | undefined;
  label: string;
  /** Whose line it is. */
  stream: string;
  gaps: Gaps;
  divider: string | undefined;
  ranges: readonly Range[] | undefined;
  hit: boolean;
  current: boolean;
  selected: boolean;
  /** The instant that the page's charts mark is behind it, and before the next. */
  crossed: boolean;
  /** Draws what stands after the line's number and time in a mode of its own. */
  mode: ((text: ReactNode) => ReactNode) | undefined;
  /** Changes when the mode draws the row otherwise. */
  modeVersion: number;
  onSelect(row: number, extend: boolean): void;
  onOpen(row: number): void;
  onUnfold(row: number): void;
  /** Shows the rank of a row alone; undefined where there is only one. */
  onRank: ((row: number) => void) | undefined;
}

/** One line. Its text is text: whatever a job prints is drawn, never obeyed. */
export const LogRowView = memo(function LogRowView(props: LogRowProps) {
  const { row, number, drawn, divider, label, mode } = props;
  const { format } = props.words;
  const level = drawn === undefined ? '' : css[drawn.level];
  const select = (event: MouseEvent) => props.onSelect(row, event.shiftKey);
  const looks = [
    css.item,
    level,
    props.selected && css.selected,
    props.hit && css.hit,
    props.current && css.current,
    props.crossed && css.crossed,
  ];
  const text = <Pieces {...props} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of ten million items is windowed, and its items say their place.
    <div
      role="listitem"
      aria-setsize={props.count}
      aria-posinset={props.index + 1}
      className={looks.filter(Boolean).join(' ')}
      data-row={row}
      data-line={number + 1}
      data-level={drawn?.level === 'plain' ? undefined : drawn?.level}
      data-current={props.current || undefined}
      aria-current={props.crossed ? 'time' : undefined}
      data-crosshair={props.crossed || undefined}
      data-selected={props.selected || undefined}
    >
      {divider !== undefined && <div className={css.divider}>{divider}</div>}
      <div className={css.line}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the same by keyboard is "go to line" and Shift with the arrows. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
        <span className={css.number} title={label} onClick={select}>
          {format.count(number + 1)}
        </span>
        {props.time !== undefined && <span className={css.time}>{props.time}</span>}
        {mode ? (
          mode(text)
        ) : (
          <>
            <Chip {...props} />
            {text}
          </>
        )}
      </div>
    </div>
  );
});

/** Whose line it is: the rank's number in its colour. */
export function Chip({
  row,
  chip,
  colour,
  label,
  onRank,
}: Pick<LogRowProps, 'row' | 'chip' | 'colour' | 'label' | 'onRank'>) {
  if (chip === undefined) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard the same is chosen above the log.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <span className={css.chip} title={label} data-colour={colour} onClick={() => onRank?.(row)}>
      {chip}
    </span>
  );
}

function Pieces(props: LogRowProps) {
  const { row, number, drawn, ranges, onOpen, onUnfold, words } = props;
  const { t, format } = words;
  if (drawn === undefined) return <span className={css.bone} role="img" aria-label={t('log.loading')} />;
  let offset = 0;
  return (
    <div className={css.pieces}>
      {drawn.pieces.map((piece, at) => {
        if (piece.kind === 'hole') {
          const { stream, gaps } = props;
          const key = `${piece.hole.from}-${piece.hole.to}`;
          return <GapRow key={key} shown={piece} number={number} stream={stream} gaps={gaps} words={words} />;
        }
        const last = at === drawn.pieces.length - 1;
        const start = offset;
        offset += piece.text.length;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line have no other name and keep their order.
          <div key={at} className={`${css.text} ${drawn.unfolded && !last ? css.state : ''}`}>
            {at === 0 && drawn.rest > 0 && (
              <button type="button" className={css.more} onClick={() => onOpen(row)}>
                {t('log.cutLine', { size: format.bytes(drawn.rest) })}
              </button>
            )}
            <bdi className={css.words}>
              {/* Earlier states are not what is searched. */}
              <Runs runs={piece.runs} ranges={drawn.unfolded ? undefined : ranges} offset={start} />
            </bdi>
            {last && drawn.updates > 0 && (
              <button
                type="button"
                className={css.more}
                aria-expanded={drawn.unfolded}
                onClick={() => (!drawn.unfolded && drawn.updates > statesMost ? onOpen(row) : onUnfold(row))}
              >
                {t(drawn.unfolded ? 'log.fold' : 'log.folded', {
                  count: drawn.updates,
                  n: format.count(drawn.updates),
                })}
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}

function Runs({ runs, ranges, offset }: { runs: AnsiRun[]; ranges: readonly Range[] | undefined; offset: number }) {
  let at = offset;
  return runs.map((run, index) => {
    const start = at;
    at += run.text.length;
    const parts = ranges ? marked(run.text, ranges, start) : [{ text: run.text, hit: false }];
    const colour = run.colour === null ? undefined : { color: `var(--ansi-${ansiTokens[run.colour]})` };
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: runs of a line have no other name and keep their order.
      <span key={index} style={colour} className={run.bold ? css.bold : undefined}>
        {parts.map((part, place) =>
          part.hit ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            <mark key={place}>{part.text}</mark>
          ) : (
            part.text
          ),
        )}
      </span>
    );
  });
}
