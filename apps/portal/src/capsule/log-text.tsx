import { type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ansiTokens, parseAnsi } from '../ui/log/ansi.ts';
import { contentHeight, placeAt, rowHeight, scrollTopOf } from '../ui/log/scroll-place.ts';
import { useFormat } from '../ui/use-format.ts';
import type { LogRow, LogRows } from './log-rows.ts';
import css from './page.module.css';

/** Characters of a line that are drawn; the whole of a longer one is in what is copied from its title. */
const drawnMost = 2_000;
const heightOf = () => rowHeight;

export interface LogTextHandle {
  /** Brings a row into view, a third from above. */
  show(row: number): void;
}

interface LogTextProps {
  ref: Ref<LogTextHandle>;
  rows: LogRows;
  /** 0-based line that is linked to. */
  marked: number | null;
  /** Row that the search is at. */
  hit: number | null;
  onLine: (line: number) => void;
}

/** The rows that fit, of any number: the scroll bar is scaled where the browser could not make it as long. */
export function LogText({ ref, rows, marked, hit, onLine }: LogTextProps) {
  const { t } = useTranslation('capsule');
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 480 });
  const [, setDrawn] = useState(0);
  const place = placeAt(view.top, rows.rows, view.height, heightOf);
  const shown = Math.ceil(view.height / rowHeight) + 1;
  const from = place.row;
  const to = Math.min(rows.rows, from + shown);
  const look = useCallback(() => {
    const { scrollTop: top = 0, clientHeight: height = 0 } = box.current ?? {};
    setView((had) => (had.top === top && had.height === height ? had : { top, height }));
  }, []);
  useLayoutEffect(look, [look]);
  useEffect(() => {
    const watch = new ResizeObserver(look);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [look]);
  useEffect(() => {
    void rows.load(from, to).then((fresh) => fresh && setDrawn((count) => count + 1));
  }, [rows, from, to]);
  const told = useRef(onLine);
  told.current = onLine;
  // For the pointer; by keyboard a line is gone to, and so linked to, by its number.
  useEffect(() => {
    const click = ({ target }: MouseEvent) => {
      const number = (target as Element).closest('[data-no]')?.closest<HTMLElement>('[data-line]')?.dataset.line;
      if (number !== undefined) told.current(Number(number) - 1);
    };
    const held = box.current;
    held?.addEventListener('click', click);
    return () => held?.removeEventListener('click', click);
  }, []);
  useImperativeHandle(ref, () => ({
    show(row) {
      const at = Math.max(0, row - Math.floor(shown / 3));
      if (box.current) box.current.scrollTop = scrollTopOf({ row: at, px: 0 }, rows.rows, view.height, heightOf);
      look();
    },
  }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section ref={box} className={css.log} tabIndex={0} aria-label={t('log.text')} onScroll={look}>
      <div style={{ height: contentHeight(rows.rows, view.height) }}>
        <div className={css.layer} style={{ transform: `translateY(${view.top - place.px}px)` }}>
          {Array.from({ length: to - from }, (_, at) => from + at).map((row) => (
            <Row key={row} row={rows.at(row)} look={{ marked, hit: hit === row }} />
          ))}
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  row: LogRow | undefined;
  look: { marked: number | null; hit: boolean };
}

function Row({ row, look }: RowProps) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  if (row === undefined) return <div className={css.line} />;
  if (row.kind === 'gap') {
    const from = format.count(row.from + 1);
    const words = row.to === null ? t('log.gapToEnd', { from }) : t('log.gap', { from, to: format.count(row.to) });
    return <div className={`${css.line} ${css.gap}`}>{words}</div>;
  }
  const { line } = row;
  const text = lastPrinted(row.text);
  const wash = look.marked === line ? css.marked : look.hit ? css.hit : '';
  return (
    <div className={`${css.line} ${wash}`} data-line={line + 1}>
      <span className={css.no} title={t('log.link', { line: line + 1 })} data-no>
        {format.count(line + 1)}
      </span>
      <span>
        {parseAnsi(text.slice(0, drawnMost)).map((run, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: runs of a line have only their order
            key={at}
            style={{
              ...(run.colour !== null && { color: `var(--ansi-${ansiTokens[run.colour]})` }),
              ...(run.bold && { fontWeight: 600 }),
            }}
          >
            {run.text}
          </span>
        ))}
        {text.length > drawnMost && '…'}
      </span>
    </div>
  );
}

/** Of a line that was printed over itself, as bars of progress are, what stood there in the end. */
function lastPrinted(text: string): string {
  const end = text.endsWith('\r') ? text.slice(0, -1) : text;
  return end.slice(end.lastIndexOf('\r') + 1);
}
