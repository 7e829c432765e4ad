import { type RefObject, useRef } from 'react';
import { type Column, tracksOf } from './columns.ts';
import { DataRow } from './data-row.tsx';
import css from './data-table.module.css';
import { GroupRow } from './group-row.tsx';
import { HeadRow } from './head-row.tsx';
import type { Item } from './items.ts';
import { useCursor, useGridKeys } from './use-grid-keys.ts';
import { useItemWindow } from './use-item-window.ts';
import { useOpenRow } from './use-open-row.ts';
import type { Head } from './use-sorted-rows.ts';

interface GridProps<T> {
  label: string;
  heads: readonly Head<T>[];
  /** Columns of `heads`, the same array as long as they are the same. */
  columns: readonly Column<T>[];
  items: readonly Item<T>[];
  fresh: ReadonlySet<string>;
  frame: RefObject<HTMLDivElement | null>;
  narrow: boolean;
  rowHeight: number;
  href: ((row: T) => string) | undefined;
  onOpen: ((row: T) => void) | undefined;
  onEnd: (() => void) | undefined;
}

const groupHeight = 26;
const headHeight = 28;

/** The rows as a grid for keys and screen readers; only those that are seen are drawn. */
export function Grid<T>(props: GridProps<T>) {
  const { heads, columns, items, frame, narrow, rowHeight, onEnd } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const { current, setCursor } = useCursor(items);
  const seen = useItemWindow({ items, frame, rowHeight, groupHeight, headHeight, current, onEnd });
  const open = useOpenRow(props);
  const { onKeyDown, onFocus } = useGridKeys(body, setCursor, {
    items,
    pageRows: () => Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 2),
    scrollTo: seen.scrollTo,
    onOpen: open,
  });
  const look = { narrow, columns, tracks: tracksOf(columns, false) };
  return (
    <div ref={frame} className={css.frame}>
      <table
        role="grid"
        className={css.table}
        aria-label={props.label}
        aria-rowcount={onEnd ? -1 : items.length + 1}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        <thead className={narrow ? 'visually-hidden' : css.thead}>
          <HeadRow heads={heads} tracks={look.tracks} />
        </thead>
        <tbody ref={body} className={css.tbody} style={{ height: seen.height }}>
          {seen.drawn.map(({ index, start, size }) => {
            const item = items[index];
            if (item === undefined) return null;
            const place = { top: start, height: size, rowIndex: index + 2 };
            if (item.kind === 'group')
              return <GroupRow key={item.id} {...look} {...place} {...item} selectable={false} />;
            return (
              <DataRow
                key={item.id}
                {...look}
                {...place}
                id={item.id}
                row={item.row}
                current={index === current}
                fresh={props.fresh.has(item.id)}
                href={props.href?.(item.row)}
                onOpen={open}
              />
            );
          })}
        </tbody>
      </table>
      <div ref={seen.end} />
    </div>
  );
}
