/** Columns as a page describes them, and what follows from them. Pure. */
import type { ReactNode } from 'react';

export interface Column<T> {
  /** Stands in the URL and in what is kept of the person's choice. */
  id: string;
  head: string;
  /** px, or a share of what is left (`2fr`). */
  width: number | `${number}fr`;
  align?: 'start' | 'end';
  /** What the cell shows; in the first column this is the name and becomes the row's link. */
  cell: (row: T) => ReactNode;
  /** First column only: beside the link, not part of it (the glyph of the state; tags). */
  before?: (row: T) => ReactNode;
  after?: (row: T) => ReactNode;
  /** What the column is sorted by; undefined goes last. Without it the column cannot be sorted. */
  sort?: (row: T) => string | number | undefined;
  /** What the server calls the order by this column, where it sorts; see `WindowTable`. */
  serverSort?: string;
  /** Left out where a row is a three-line block. */
  hide?: 'narrow';
  /** Line of that block; the first column is the first line, numbers the second and prose the third. */
  line?: 1 | 2 | 3;
  /** Never cut where the lines of that block are short of room, as numbers never are. */
  whole?: boolean;
  /** False: cannot be left out by the person's choice of columns. */
  optional?: boolean;
}

/** Narrower than this a column of prose says nothing: the table then scrolls sideways in its own frame, not the page. */
const proseMinPx = 120;
export const selectionPx = 38;

/** CSS grid tracks of a row. */
export function tracksOf(columns: readonly Pick<Column<never>, 'width'>[], selectable: boolean): string {
  const tracks = columns.map(({ width }) =>
    typeof width === 'number' ? `${width}px` : `minmax(${proseMinPx}px, ${width})`,
  );
  return (selectable ? [`${selectionPx}px`, ...tracks] : tracks).join(' ');
}

/** Columns of a three-line block, line by line. */
export function linesOf<T>(columns: readonly Column<T>[]): [Column<T>[], Column<T>[], Column<T>[]] {
  const lines: [Column<T>[], Column<T>[], Column<T>[]] = [[], [], []];
  columns.forEach((column, at) => {
    if (column.hide === 'narrow') return;
    const line = column.line ?? (at === 0 ? 1 : typeof column.width === 'number' ? 2 : 3);
    lines[line - 1]?.push(column);
  });
  return lines;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Order of two sort values: numbers by size, text as people sort names (`job-9` before `job-10`). */
export function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
