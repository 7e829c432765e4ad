/** The log viewer: streams in one list, followed, searched and proven. It knows no feature. */
import { type KeyboardEvent, type ReactNode, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PanelBoundary } from '../panel-boundary.tsx';
import { useToast } from '../toasts.tsx';
import { FollowPill } from './follow-pill.tsx';
import css from './log.module.css';
import type { LogLine } from './log-buffer.ts';
import { LogFind } from './log-find.tsx';
import { LogLedger } from './log-ledger.tsx';
import type { LogModel } from './log-model.ts';
import { LogRows, rowsInView } from './log-rows.tsx';
import type { StreamSpec } from './log-source.ts';
import { lineText } from './log-text.ts';
import { CopyButton, DownloadButton, WrapButton } from './log-tools.tsx';
import { useLogModel } from './use-log-model.ts';
import { useLogScroll } from './use-log-scroll.ts';
import { useLogSearch } from './use-log-search.ts';
import { narrowMost, useRowLook } from './use-row-look.ts';
import { WholeLine } from './whole-line.tsx';

export interface LogViewProps {
  title: ReactNode;
  /** The log's name for people who hear the page. */
  name: string;
  streams: readonly StreamSpec[];
  /** File name without ending. */
  downloadName: string;
  /** What to choose from, at the start of the bar. */
  choices?: ReactNode;
  /** No stream begins any more: one without a byte is complete. */
  over?: boolean;
  /** Shown while no line is there. */
  empty: ReactNode;
}

/** Lines copied at once: what a clipboard and an editor take without a pause. */
const copyMost = 50_000;
const wrapKey = 'trainyard.log.wrap';

/** As chosen last; a narrow page wraps, since it cannot show a line's end otherwise. */
function wrapsAtFirst(): boolean {
  return (localStorage.getItem(wrapKey) ?? String(window.innerWidth <= narrowMost)) === 'true';
}

export function LogView(props: LogViewProps) {
  return (
    <PanelBoundary>
      <Viewer {...props} />
    </PanelBoundary>
  );
}

function Viewer({ title, name, streams, downloadName, choices, over = false, empty }: LogViewProps) {
  const { t } = useTranslation('ui');
  const toast = useToast();
  const model = useLogModel(streams, over);
  const [wrap, setWrap] = useState(wrapsAtFirst);
  const [selection, setSelection] = useState<readonly [number, number] | null>(null);
  const [opened, setOpened] = useState<LogLine | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLElement>(null);
  const width = useRef(0);
  const look = useRowLook(model, wrap, width, root);
  const scroll = useLogScroll(model?.rows ?? 0, look.heightOf, model);
  width.current = scroll.viewport.width;
  const searching = useLogSearch(model);

  const onSelect = useCallback((row: number, extend: boolean) => {
    setSelection((before) => {
      if (extend && before) return [Math.min(before[0], row), Math.max(before[1], row)];
      return before && before[0] === row && before[1] === row ? null : [row, row];
    });
  }, []);
  const onOpen = useCallback(
    (row: number) => {
      const line = model?.line(row);
      if (line) setOpened({ ...line, bytes: line.bytes.slice() });
    },
    [model],
  );
  const onStep = useLatest((direction: 1 | -1) => {
    const row = searching.step(direction, scroll.place.row);
    if (row !== undefined) scroll.toRow(row);
  });
  const onCopy = useLatest(() => {
    if (model === null) return;
    const [from, to] = selection ? [selection[0], selection[1] + 1] : rowsInView(scroll, model.rows, look.heightOf);
    void navigator.clipboard.writeText(textOf(model, from, to)).then(() => toast(t('copied')));
  });
  const onLeave = useLatest(() => scroll.ref.current?.focus());
  const onWrap = useCallback((next: boolean) => {
    localStorage.setItem(wrapKey, String(next));
    setWrap(next);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const deeds: Record<string, () => void> = {
      '/': () => find.current?.focus(),
      f: () => (scroll.following ? scroll.pause() : scroll.follow()),
      g: scroll.toStart,
      Home: scroll.toStart,
      G: scroll.follow,
      End: scroll.follow,
    };
    if (selection !== null) deeds.Escape = () => setSelection(null);
    const deed = deeds[event.key];
    if (deed === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  };

  const ledger = model?.ledger;
  const nothing = model?.opened === true && model.rows === 0;
  return (
    <section className={css.viewer} ref={root} onKeyDown={onKeyDown} aria-label={name}>
      <header className={css.bar}>
        <h2 className={css.title}>{title}</h2>
        {choices}
        <LogFind
          searching={searching}
          input={find}
          backTo={model ? oldestHere(model) : undefined}
          onStep={onStep}
          onLeave={onLeave}
        />
        <span className={css.space} />
        <WrapButton wrap={wrap} onChange={onWrap} />
        <CopyButton selected={selection ? selection[1] - selection[0] + 1 : 0} onCopy={onCopy} />
        <DownloadButton streams={streams} name={downloadName} />
        <FollowPill scroll={scroll} ended={model?.ended ?? false} />
      </header>
      <div className={css.well}>
        {model && (
          <LogRows
            model={model}
            scroll={scroll}
            look={look}
            searching={searching}
            selection={selection}
            wrap={wrap}
            name={name}
            onSelect={onSelect}
            onOpen={onOpen}
          />
        )}
        {(streams.length === 0 || nothing) && <div className={css.over}>{empty}</div>}
      </div>
      {model && ledger && <LogLedger model={model} />}
      {opened && <WholeLine line={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

/** A handler that is always the same and does what the last drawing meant: what it is given to is not drawn again. */
function useLatest<A extends unknown[]>(handler: (...args: A) => void): (...args: A) => void {
  const latest = useRef(handler);
  latest.current = handler;
  return useCallback((...args: A) => latest.current(...args), []);
}

function textOf(model: LogModel, from: number, to: number): string {
  const lines: string[] = [];
  for (const row of model.loadedRows(from, Math.min(to, from + copyMost))) {
    const line = model.line(row);
    if (line) lines.push(lineText(line, Number.MAX_SAFE_INTEGER));
  }
  return `${lines.join('\n')}\n`;
}

/** The line (from 1) from which on everything is here; undefined when that is the first of every stream. */
function oldestHere(model: LogModel): number | undefined {
  let oldest = 0;
  for (const source of model.sources) {
    let here = source.buffer?.firstLine ?? 0;
    for (const [from, to] of [...source.loaded()].reverse()) if (to >= here) here = Math.min(here, from);
    oldest = Math.max(oldest, here);
  }
  return oldest === 0 ? undefined : oldest + 1;
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
