import { useMediaQuery } from '@mui/material';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type Column, tracksOf } from '../columns.ts';
import { DataRow } from '../data-row.tsx';
import css from '../data-table.module.css';
import { GroupRow } from '../group-row.tsx';
import { HeadRow } from '../head-row.tsx';
import type { Group } from '../items.ts';
import type { Density } from '../kept.ts';
import type { TableState } from '../table-state.ts';
import { useFocusBack } from '../use-focus-back.ts';
import { type Between, placesOf } from './places.ts';
import { useWindowKeys } from './use-window-keys.ts';
import own from './window-table.module.css';

/** A group whose rows are not all here. */
export interface WindowGroup<T> extends Group<T> {
  count: number;
}

export interface WindowSelection {
  /** How many are chosen. */
  size: number;
  extent: 'all' | 'some' | 'none';
  has: (id: string) => boolean;
  /** `range`: all from the row that was chosen last. */
  toggle: (index: number, range: boolean) => void;
  toggleAll: () => void;
  clear: () => void;
  nameOf: (id: string) => string;
}

/** What rows hold and show when they are opened in place. */
export interface Folds<T> {
  /** How many are open. */
  size: number;
  canOpen: (row: T) => boolean;
  isOpen: (id: string) => boolean;
  setOpen: (id: string, open: boolean) => void;
  /** Lines that it takes, each as high as a row. */
  lines: (row: T) => number;
  render: (row: T) => ReactNode;
}

interface WindowTableProps<T> {
  label: string;
  state: TableState;
  /** Stable between renders (useMemo), or every cell is drawn again. */
  columns: readonly Column<T>[];
  /** Rows of the whole list. */
  count: number;
  /** Groups from top to bottom; their counts add up to `count`. */
  groups?: readonly WindowGroup<T>[] | undefined;
  /** Undefined while it is on its way. Another function when rows changed. */
  rowAt: (index: number) => T | undefined;
  rowId: (row: T) => string;
  href: (row: T) => string;
  /** Told which rows are looked at. */
  onLook: (from: number, to: number) => void;
  selection: WindowSelection;
  folds?: Folds<T>;
  fresh: ReadonlySet<string>;
  /** Names the list: another one is shown from its top. */
  listKey: string;
}

const rowHeights: Record<Density, number> = { tight: 24, normal: 28, roomy: 36 };
const touchHeight = 44;
const blockHeight = 18 * 3 + 22;
const groupHeight = 26;
const headHeight = 28;
/** Rows drawn beyond both edges: a flick of the wheel shows no gap. */
const overscan = 12;
/** Browsers lose count beyond 16.7 million px; 200,000 rows at the usual height are a third of it. */
const heightMost = 15_000_000;

/** A table of any length: rows come as they are looked at, and every place of the list can be scrolled to. */
export function WindowTable<T extends object>(props: WindowTableProps<T>) {
  const { state, rowAt, rowId, selection, folds, groups } = props;
  const narrow = useMediaQuery('(max-width: 640px)', { noSsr: true });
  const touch = useMediaQuery('(pointer: coarse)', { noSsr: true });
  const rowHeight = narrow ? blockHeight : touch ? touchHeight : rowHeights[state.density];
  const count = Math.min(props.count, Math.floor(heightMost / rowHeight));
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const navigate = useNavigate();
  useFocusBack(frame, selection.size);

  const opened = useOpened(props, count);
  const between = useMemo(() => betweenOf(groups, opened, rowHeight, folds), [groups, opened, rowHeight, folds]);
  const places = useMemo(() => placesOf(count, rowHeight, between), [count, rowHeight, between]);
  const seen = useSeen(frame, places, count, props.onLook, props.listKey);

  const scrollTo = (index: number) => {
    const view = frame.current;
    if (view === null) return;
    const top = places.rowTop(index);
    const head = narrow ? 0 : headHeight;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + rowHeight > view.scrollTop + view.clientHeight - head)
      view.scrollTop = top + rowHeight - view.clientHeight + head;
  };
  const open = (row: T | undefined) => row && void navigate(props.href(row));
  const keys = useWindowKeys(body, {
    count,
    pageRows: () => Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 2),
    scrollTo,
    onOpen: (index) => open(rowAt(index)),
    onCheck: selection.toggle,
    onCheckAll: selection.toggleAll,
    onClear: selection.size > 0 ? selection.clear : undefined,
    onFold: (index, to) => {
      const row = rowAt(index);
      if (row === undefined || !folds?.canOpen(row)) return false;
      folds.setOpen(rowId(row), to);
      return true;
    },
  });

  const columns = useMemo(
    () => props.columns.filter(({ id, optional }) => optional === false || !state.hidden.has(id)),
    [props.columns, state.hidden],
  );
  const look = { narrow, columns, tracks: tracksOf(columns, true) };
  const latest = useRef({ rowAt, selection, open });
  useEffect(() => {
    latest.current = { rowAt, selection, open };
  });
  const drawn: number[] = [];
  for (let at = seen.from; at <= seen.to && at < count; at++) drawn.push(at);
  // The row with the tab stop is always drawn, so that the focus is never lost.
  if (count > 0 && (keys.current < seen.from || keys.current > seen.to)) drawn.push(keys.current);
  return (
    <div ref={frame} className={css.frame}>
      <table
        role="grid"
        className={css.table}
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-multiselectable
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
      >
        <thead className={narrow ? 'visually-hidden' : css.thead}>
          <HeadRow
            heads={columns.map((column) => headOf(column, state))}
            tracks={look.tracks}
            extent={selection.extent}
            onToggleAll={selection.toggleAll}
          />
        </thead>
        <tbody ref={body} className={css.tbody} style={{ height: places.height }}>
          {between.map(({ id, before, height, group, row }, at) => {
            if (before < seen.from - 1 || before > seen.to + 1) return null;
            const top = places.betweenTop(at);
            if (group)
              return (
                <GroupRow
                  key={id}
                  {...look}
                  {...{ group, top, height }}
                  count={group.count}
                  rows={[]}
                  selectable
                  rowIndex={before + 2}
                />
              );
            return (
              <tr key={id} className={own.opened} style={{ top, height }}>
                <td role="gridcell" className={own.inside}>
                  {row && folds?.render(row)}
                </td>
              </tr>
            );
          })}
          {drawn.map((index) => {
            const row = rowAt(index);
            const place = { top: places.rowTop(index), height: rowHeight };
            if (row === undefined) return <Coming key={`at ${index}`} {...place} />;
            const id = rowId(row);
            return (
              <IndexedRow
                key={id}
                {...look}
                {...place}
                index={index}
                id={id}
                row={row}
                current={index === keys.current}
                fresh={props.fresh.has(id)}
                selected={selection.has(id)}
                checkName={selection.nameOf(id)}
                href={props.href(row)}
                latest={latest}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A row that is on its way. */
function Coming({ top, height }: { top: number; height: number }) {
  return (
    <tr aria-hidden className={own.coming} style={{ top, height }}>
      <td>
        <i />
      </td>
    </tr>
  );
}

type RowProps<T> = Omit<Parameters<typeof DataRow<T>>[0], 'rowIndex' | 'onOpen' | 'onCheck'>;

interface IndexedProps<T> extends RowProps<T> {
  index: number;
  latest: {
    current: {
      rowAt: (index: number) => T | undefined;
      selection: WindowSelection;
      open: (row: T | undefined) => void;
    };
  };
}

/** Gives a row the same functions as long as it stays at its place: then it is drawn again only when it changed. */
function IndexedRow<T>({ index, latest, ...row }: IndexedProps<T>) {
  const onOpen = useCallback(() => latest.current.open(latest.current.rowAt(index)), [latest, index]);
  const onCheck = useCallback(
    (_: string, range: boolean) => latest.current.selection.toggle(index, range),
    [latest, index],
  );
  return <DataRow {...row} rowIndex={index + 2} onOpen={onOpen} onCheck={onCheck} />;
}

function headOf<T>(column: Column<T>, { sort, setSort }: TableState) {
  const { serverSort } = column;
  const sorted =
    serverSort !== undefined && sort?.id === serverSort
      ? sort.desc
        ? ('desc' as const)
        : ('asc' as const)
      : (false as const);
  // Up, down, and back to the page's own order.
  const next = sorted === false ? 'asc' : sorted === 'asc' ? 'desc' : null;
  const toggle =
    serverSort === undefined
      ? undefined
      : () => setSort(next === null ? null : { id: serverSort, desc: next === 'desc' });
  return { column, sorted, toggle };
}

interface Opened<T> {
  index: number;
  row: T;
}

/** The opened rows that are here, by their places; one that is scrolled away keeps its place, or the list would jump. */
function useOpened<T>({ folds, rowAt, rowId, listKey }: WindowTableProps<T>, count: number): Opened<T>[] {
  const kept = useRef<{ key: string; rows: Map<string, Opened<T>> }>({ key: listKey, rows: new Map() });
  return useMemo(() => {
    if (kept.current.key !== listKey) kept.current = { key: listKey, rows: new Map() };
    const { rows } = kept.current;
    if (folds === undefined || folds.size === 0) return [];
    for (let index = 0; index < count; index++) {
      const row = rowAt(index);
      if (row !== undefined && folds.isOpen(rowId(row))) rows.set(rowId(row), { index, row });
    }
    for (const id of [...rows.keys()]) if (!folds.isOpen(id)) rows.delete(id);
    return [...rows.values()].sort((a, b) => a.index - b.index);
  }, [folds, rowAt, rowId, listKey, count]);
}

type Part<T> = Between & { group?: WindowGroup<T>; row?: T };

function betweenOf<T>(
  groups: readonly WindowGroup<T>[] | undefined,
  opened: readonly Opened<T>[],
  rowHeight: number,
  folds: Folds<T> | undefined,
): Part<T>[] {
  const parts: Part<T>[] = opened.map(({ index, row }) => ({
    id: `opened ${index}`,
    before: index + 1,
    height: (folds?.lines(row) ?? 1) * rowHeight,
    row,
  }));
  let before = 0;
  for (const group of groups ?? []) {
    if (group.count > 0) parts.push({ id: `group ${group.id}`, before, height: groupHeight, group });
    before += group.count;
  }
  // What was opened of the row above comes before the next group's own row.
  return parts.sort((a, b) => a.before - b.before || Number(a.group !== undefined) - Number(b.group !== undefined));
}

interface Seen {
  from: number;
  to: number;
}

/** Which rows are drawn: those in view and some beyond. */
function useSeen(
  frame: { current: HTMLDivElement | null },
  places: ReturnType<typeof placesOf>,
  count: number,
  onLook: (from: number, to: number) => void,
  listKey: string,
): Seen {
  const [seen, setSeen] = useState<Seen>({ from: 0, to: 40 });
  useLayoutEffect(() => {
    const view = frame.current;
    if (view === null) return;
    const measure = () => {
      const top = places.rowAt(view.scrollTop);
      const bottom = places.rowAt(view.scrollTop + view.clientHeight);
      // Beyond the end too: a row that moves down into a place that is new must not leave in between, the focus with it.
      const next = { from: Math.max(0, top - overscan), to: bottom + overscan };
      setSeen((old) => (old.from === next.from && old.to === next.to ? old : next));
      onLook(next.from, Math.min(Math.max(0, count - 1), next.to));
    };
    measure();
    view.addEventListener('scroll', measure, { passive: true });
    const watch = new ResizeObserver(measure);
    watch.observe(view);
    return () => {
      view.removeEventListener('scroll', measure);
      watch.disconnect();
    };
  }, [frame, places, count, onLook]);
  const key = useRef(listKey);
  useEffect(() => {
    if (key.current === listKey) return;
    key.current = listKey;
    frame.current?.scrollTo({ top: 0 });
  }, [frame, listKey]);
  return seen;
}
