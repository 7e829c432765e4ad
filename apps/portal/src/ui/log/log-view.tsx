/** The log viewer: streams in one list, followed, searched and proven. It knows no feature. */
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PanelBoundary } from '../panel-boundary.tsx';
import { useToast } from '../toasts.tsx';
import { useErrorWords } from '../use-error-words.ts';
import { useFormat } from '../use-format.ts';
import { CrossedNote } from './crossed-note.tsx';
import { doByKey } from './do-by-key.ts';
import { FollowPill } from './follow-pill.tsx';
import type { Gap } from './gaps.ts';
import { GoToLine } from './go-to-line.tsx';
import { placeIn } from './hit-search.ts';
import { KeysHelp } from './keys-help.tsx';
import { LevelChips, LevelItems } from './level-chips.tsx';
import css from './log.module.css';
import type { LogLine } from './log-buffer.ts';
import { LogFind } from './log-find.tsx';
import { LogLedger } from './log-ledger.tsx';
import { meansAll, noQuery } from './log-match.ts';
import { columnSizes, LogRows, rowsInView } from './log-rows.tsx';
import type { StreamSpec } from './log-source.ts';
import { DownloadButton, MoreButton, TimeButton, WrapButton } from './log-tools.tsx';
import { Minimap } from './minimap.tsx';
import { ModeSwitch, type RankChoice, useLogMode } from './mode-switch.tsx';
import { allRows, theseRows } from './row-list.ts';
import { loadBraid } from './row-modes.ts';
import { SelectionBar } from './selection-bar.tsx';
import { timeKinds, zones } from './time-words.ts';
import { troubleOf } from './trouble.ts';
import { type AskedLines, lineBeside, linkTo, useAsked } from './use-asked.ts';
import { useCrossedRow, usePointedRow } from './use-crosshair.ts';
import { useHitSearch } from './use-hit-search.ts';
import { useKept } from './use-kept.ts';
import { useLogModel } from './use-log-model.ts';
import { useLogScroll } from './use-log-scroll.ts';
import { useOverview } from './use-overview.ts';
import { narrowMost, useRowLook } from './use-row-look.ts';
import { useRowMode } from './use-row-mode.ts';
import { useSelection } from './use-selection.ts';
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
  /** The ranks of the log, when there are several: all of them, or one, are shown. */
  ranks?: RankChoice;
  /** Lines that a link leads to: they are gone to and selected. Other ones are another object. */
  asked?: AskedLines | undefined;
  /** The address of lines of a stream (numbers from 1), for others to open. */
  linkOf?: (lines: AskedLines) => string;
  /** No stream begins any more: one without a byte is complete. */
  over?: boolean;
  /** Shown while no line is there. */
  empty: ReactNode;
}

const none: readonly number[] = [];

export function LogView(props: LogViewProps) {
  return (
    <PanelBoundary>
      <Viewer {...props} />
    </PanelBoundary>
  );
}

function Viewer(props: LogViewProps) {
  const { title, name, streams, downloadName, choices, ranks, asked, linkOf, over = false, empty } = props;
  const { t } = useTranslation('ui');
  const format = useFormat();
  const words = useMemo(() => ({ t, format }), [t, format]);
  const toast = useToast();
  const say = useErrorWords();
  const model = useLogModel(streams, over, (stream, hole) => {
    toast(t('log.fetched', { size: format.bytes(hole.to - hole.from) }));
    void toGap({ stream, hole: { ...hole, to: hole.from } });
  });
  // A narrow page wraps at first, since it cannot show a line's end otherwise.
  const [wraps, setWraps] = useKept('trainyard.log.wrap', ['true', 'false'], `${window.innerWidth <= narrowMost}`);
  const [timeKind, setTimeKind] = useKept('trainyard.log.time', timeKinds, 'off');
  const [zone, setZone] = useKept('trainyard.log.zone', zones, 'local');
  const [allStates, setAllStates] = useState(false);
  const [only, setOnly] = useState(false);
  const [opened, setOpened] = useState<LogLine | null>(null);
  const [asks, setAsks] = useState<'line' | 'keys' | null>(null);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  /** A line that was asked for by its number: gone to as soon as it has a place. */
  const [wanted, setWanted] = useState<AskedLines | undefined>(undefined);
  const find = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLElement>(null);
  const width = useRef(0);
  const wrap = wraps === 'true';
  const logMode = useLogMode(ranks);
  const rowMode = useRowMode(model, logMode.mode === 'braid' ? loadBraid : undefined);
  const goLatest = useRef<(row: number) => void>(() => undefined);
  const go = useCallback((row: number) => goLatest.current(row), []);
  const searching = useHitSearch(model, go);
  const failures = useHitSearch(model, go);
  const { search } = searching;
  const hits = search === null || meansAll(searching.query) ? none : search.rows();
  const filtered = only && !meansAll(searching.query);
  const mode = filtered ? null : rowMode.mode;
  const rows = model?.rows ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a mode's order is another one when its rows look otherwise.
  const list = useMemo(
    () => (filtered ? theseRows(hits) : (mode?.list?.(rows) ?? allRows(rows))),
    [filtered, hits, rows, mode, rowMode.version],
  );
  const time = { kind: timeKind, zone };
  const look = useRowLook(model, { wrap, time, mode, list, width, root });
  const of = useMemo(() => ({ model, filtered }), [model, filtered]);
  const scroll = useLogScroll(list.count, (at) => look.heightOf(list.rowAt(at)), of);
  width.current = scroll.viewport.width;
  const selection = useSelection(model);
  const overviews = useOverview(model);
  const trouble = troubleOf(overviews, model?.levels.streams ?? []);
  const raw = allStates || (logMode.mode === 'raw' && logMode.modes.includes('braid'));
  useEffect(() => model?.setRaw(raw), [model, raw]);

  /** A row that the filter leaves out is gone to once the filter is gone. */
  const [awaited, setAwaited] = useState<number | undefined>(undefined);
  goLatest.current = (row) => {
    setCurrent(row);
    // Where somebody goes is read at once, not when it has been looked at.
    model?.want(around(row, rows));
    if (filtered && hits[placeIn(hits, row)] !== row) {
      setOnly(false);
      setAwaited(row);
    } else scroll.toRow(list.indexOf(mode?.standsFor(row) ?? row));
  };
  useEffect(() => {
    // The list that was asked for is there with the next drawing.
    if (awaited === undefined || filtered !== only) return;
    setAwaited(undefined);
    go(awaited);
  }, [awaited, filtered, only, go]);
  useAsked(model, asked, (from, to) => {
    selection.set([from, to]);
    go(from);
  });

  useAsked(model, wanted, go);

  /** Goes to the line behind a gap, or where one was. */
  const toGap = async (gap: Gap) => {
    try {
      const line = (await model?.gaps.lineBehind(gap)) ?? 1;
      setWanted({ stream: gap.stream, from: line, to: line });
    } catch (error) {
      toast(t('log.noGap', { why: say(error) }));
    }
  };
  const gap = useRef(-1);
  const nextGap = () => {
    const all = model?.gaps.all() ?? [];
    gap.current = (gap.current + 1) % Math.max(1, all.length);
    const next = all[gap.current];
    if (next) void toGap(next);
  };

  const onPoint = usePointedRow(model, selection.rows?.[0]);
  const crossing = useCrossedRow(model);
  const crossed = crossing && (mode?.standsFor(crossing.row) ?? crossing.row);
  const pinned = crossing?.pinned === true ? crossing.row : undefined;
  const onPinned = useLatest(() => {
    // A log that follows goes on: its footer leads to the line. So does one whose filter leaves the line out.
    if (pinned !== undefined && crossed !== null && !scroll.following && !filtered) scroll.toRow(list.indexOf(crossed));
  });
  useEffect(() => {
    if (pinned !== undefined) onPinned();
  }, [pinned, onPinned]);
  const inView = rowsInView(scroll, list, look.heightOf);
  const step = (of_: typeof searching, direction: 1 | -1) => {
    const [from, to] = inView.map((at) => list.rowAt(Math.min(at, list.count - 1))) as [number, number];
    const here = current !== undefined && current >= from && current <= to ? current : undefined;
    // At the end there is nothing below: back from the last line that is seen.
    const start = here ?? (direction === 1 ? from : to + 1);
    of_.step(direction, here !== undefined && direction === 1 ? here + 1 : start);
  };
  const onStep = useLatest((direction: 1 | -1) => step(searching, direction));
  const onFailure = (direction: 1 | -1) => {
    if (meansAll(failures.query)) failures.setQuery({ ...noQuery, levels: ['error'] });
    step(failures, direction);
  };
  const onOpen = useCallback(
    (row: number) => {
      const line = model?.line(row);
      if (line) setOpened({ ...line, bytes: line.bytes.slice() });
    },
    [model],
  );
  const onUnfold = useCallback((row: number) => model?.unfold(row), [model]);
  const onRank = useLatest((row: number) => {
    const rank = model?.row(row)?.source.spec.rank;
    if (typeof rank === 'number') ranks?.onRank(rank);
  });
  const onLeave = useLatest(() => scroll.ref.current?.focus());
  const onWrap = (next: boolean) => setWraps(next ? 'true' : 'false');
  const onOnly = useLatest((next: boolean) => {
    setOnly(next);
    // What was looked at stays in view.
    const at = current ?? list.rowAt(scroll.place.row);
    if (!next || hits[placeIn(hits, at)] === at) setAwaited(at);
  });
  const onLevels = (levels: typeof searching.query.levels) => {
    searching.setQuery({ ...searching.query, levels });
    setOnly(levels !== null);
  };
  const selected = selection.rows;
  const [first, end] = selected
    ? [selected[0], selected[1] + 1]
    : [list.rowAt(inView[0]), list.rowAt(inView[1] - 1) + 1];
  const onCopy = useLatest(() => void selection.copy(first, end));
  const link = model && selected && linkOf ? linkTo(model, selected, linkOf) : undefined;
  const extend = (by: 1 | -1) => {
    const edge = selected === null ? (current ?? first) : by === 1 ? selected[1] + 1 : selected[0] - 1;
    if (edge < 0 || edge >= rows) return;
    selection.onSelect(edge, selected !== null);
    scroll.toRow(list.indexOf(edge));
  };
  const toLine = (line: number) => {
    setAsks(null);
    onLeave();
    if (model) setWanted(lineBeside(model, line, current ?? list.rowAt(scroll.place.row)));
  };
  const nextTime = timeKinds[(timeKinds.indexOf(timeKind) + 1) % timeKinds.length] ?? 'off';
  const deeds = new Map<string, () => void>([
    ['/', () => find.current?.focus()],
    ['f', () => (scroll.following ? scroll.pause() : scroll.follow())],
    ['g', () => setAsks('line')],
    ['Home', scroll.toStart],
    ['End', scroll.follow],
    ['n', () => onStep(1)],
    ['N', () => onStep(-1)],
    ['e', () => onFailure(1)],
    ['E', () => onFailure(-1)],
    ['w', () => onWrap(!wrap)],
    ['t', () => setTimeKind(nextTime)],
    ['m', nextGap],
    ['c', () => crossing && go(crossing.row)],
    ['?', () => setAsks('keys')],
    ['Shift+ArrowDown', () => extend(1)],
    ['Shift+ArrowUp', () => extend(-1)],
  ]);
  if (selected !== null) deeds.set('Escape', () => selection.set(null));

  const nothing = model?.opened === true && model.rows === 0;
  const noHit = filtered && hits.length === 0 && search?.state !== 'searching';
  const timeSetting = { ...time, onKind: setTimeKind, onZone: setZone };
  const download = { streams, name: downloadName, query: searching.query };
  return (
    <section className={css.viewer} ref={root} onKeyDown={(event) => doByKey(event, deeds)} aria-label={name}>
      <header className={css.bar}>
        <h2 className={css.title}>{title}</h2>
        <ModeSwitch {...logMode} />
        {choices}
        <LevelChips query={searching.query} trouble={trouble} onChange={onLevels} />
        <LogFind searching={searching} input={find} only={only} onOnly={onOnly} onStep={onStep} onLeave={onLeave} />
        <span className={css.space} />
        <TimeButton time={timeSetting} />
        <WrapButton wrap={wrap} onChange={onWrap} />
        <DownloadButton {...download} />
        <MoreButton
          {...download}
          wrap={wrap}
          raw={allStates}
          time={timeSetting}
          levels={<LevelItems key="levels" query={searching.query} onChange={onLevels} />}
          onWrap={onWrap}
          onRaw={setAllStates}
          onCopy={onCopy}
          onGoTo={() => setAsks('line')}
          onHelp={() => setAsks('keys')}
        />
        <FollowPill scroll={scroll} ended={model?.ended ?? false} />
      </header>
      {mode?.head !== undefined && (
        <div className={css.heads} style={columnSizes(look)}>
          {mode.head(words, look.time > 0)}
        </div>
      )}
      <div className={css.well}>
        {model && (
          <LogRows
            model={model}
            list={list}
            scroll={scroll}
            look={look}
            mode={mode}
            modeVersion={rowMode.version}
            searching={searching}
            current={current}
            selection={selected}
            crossed={crossed ?? undefined}
            wrap={wrap}
            name={name}
            onSelect={selection.onSelect}
            onPoint={onPoint}
            onOpen={onOpen}
            onUnfold={onUnfold}
            onRank={logMode.modes.length > 0 ? onRank : undefined}
          />
        )}
        {model && rows > 0 && (
          <Minimap
            model={model}
            overviews={overviews}
            hits={hits}
            trouble={trouble}
            crossed={crossed ?? undefined}
            view={[list.rowAt(inView[0]), list.rowAt(Math.max(0, inView[1] - 1)) + 1]}
            height={scroll.viewport.height}
            onGo={go}
          />
        )}
        {asks === 'line' && (
          <GoToLine
            last={Math.max(0, ...(model?.sources.map(({ buffer }) => buffer?.endLine ?? 0) ?? []))}
            onGo={toLine}
            onLeave={() => setAsks(null)}
          />
        )}
        {selected && (
          <SelectionBar
            count={selected[1] - selected[0] + 1}
            link={link}
            only={filtered}
            onCopy={onCopy}
            onLink={() => void navigator.clipboard.writeText(link ?? '').then(() => toast(t('copied')))}
            onDownload={() => void selection.save(first, end, downloadName)}
            onContext={() => onOnly(false)}
            onClear={() => selection.set(null)}
          />
        )}
        {(streams.length === 0 || nothing) && <div className={css.over}>{empty}</div>}
        {noHit && <p className={css.noHit}>{t('log.noHit')}</p>}
      </div>
      {model && (
        <LogLedger model={model} onGap={nextGap}>
          <CrossedNote model={model} crossed={crossing} onGo={go} />
          {mode?.note?.(words)}
        </LogLedger>
      )}
      {opened && <WholeLine line={opened} onClose={() => setOpened(null)} />}
      {asks === 'keys' && <KeysHelp onClose={() => setAsks(null)} />}
    </section>
  );
}

/** Rows of a screen around one. */
function* around(row: number, rows: number): Generator<number> {
  for (let at = Math.max(0, row - 40); at < Math.min(rows, row + 40); at++) yield at;
}

/** A handler that is always the same and does what the last drawing meant: what it is given to is not drawn again. */
function useLatest<A extends unknown[]>(handler: (...args: A) => void): (...args: A) => void {
  const latest = useRef(handler);
  latest.current = handler;
  return useCallback((...args: A) => latest.current(...args), []);
}
