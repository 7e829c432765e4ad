import type { TFunction } from 'i18next';
import { type MouseEvent, memo } from 'react';
import type { useFormat } from '../use-format.ts';
import { type AnsiRun, ansiTokens } from './ansi.ts';
import css from './log.module.css';
import { marked, type Range } from './log-match.ts';
import type { DrawnLine } from './log-text.ts';

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
  count: number;
  drawn: DrawnLine | undefined;
  chip: string | undefined;
  label: string;
  divider: string | undefined;
  ranges: readonly Range[] | undefined;
  current: boolean;
  selected: boolean;
  onSelect(row: number, extend: boolean): void;
  onOpen(row: number): void;
}

/** One line. Its text is text: whatever a job prints is drawn, never obeyed. */
export const LogRowView = memo(function LogRowView(props: LogRowProps) {
  const { row, number, drawn, divider, chip, label } = props;
  const { format } = props.words;
  const level = drawn?.level ? css[drawn.level] : '';
  const select = (event: MouseEvent) => props.onSelect(row, event.shiftKey);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of ten million items is windowed, and its items say their place.
    <div
      role="listitem"
      aria-setsize={props.count}
      aria-posinset={row + 1}
      className={`${css.item} ${level} ${props.selected ? css.selected : ''} ${props.current ? css.current : ''}`}
      data-line={number + 1}
      data-level={drawn?.level ?? undefined}
    >
      {divider !== undefined && <div className={css.divider}>{divider}</div>}
      <div className={css.line}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the same by keyboard is the copy button. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
        <span className={css.number} title={label} onClick={select}>
          {format.count(number + 1)}
        </span>
        {chip !== undefined && (
          <span className={css.chip} title={label}>
            {chip}
          </span>
        )}
        <Pieces {...props} />
      </div>
    </div>
  );
});

function Pieces({ row, drawn, ranges, onOpen, words }: LogRowProps) {
  const { t, format } = words;
  if (drawn === undefined) return <span className={css.bone} role="img" aria-label={t('log.loading')} />;
  let offset = 0;
  return (
    <div className={css.pieces}>
      {drawn.pieces.map((piece, at) => {
        if (piece.kind === 'hole') {
          const { from, to, why } = piece.hole;
          const lost = from === to ? t('log.lostEnd', { why }) : '';
          const range = { from: format.count(from), to: format.count(to), size: format.bytes(to - from) };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line have no other name and keep their order.
            <div key={at} className={css.hole} data-hole={`${from}-${to}`}>
              <span>{lost || t(why === '' ? 'log.hole' : 'log.holeWhy', { ...range, why })}</span>
            </div>
          );
        }
        const start = offset;
        offset += piece.text.length;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <div key={at} className={css.text}>
            {at === 0 && drawn.rest > 0 && (
              <button type="button" className={css.more} onClick={() => onOpen(row)}>
                {t('log.cutLine', { size: format.bytes(drawn.rest) })}
              </button>
            )}
            <bdi className={css.words}>
              <Runs runs={piece.runs} ranges={ranges} offset={start} />
            </bdi>
            {at === drawn.pieces.length - 1 && drawn.updates > 0 && (
              <button type="button" className={css.more} onClick={() => onOpen(row)}>
                {t('log.folded', { count: drawn.updates, n: format.count(drawn.updates) })}
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
