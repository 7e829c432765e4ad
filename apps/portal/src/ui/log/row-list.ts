/** Which rows of a log are shown, one below the other: all of them, or only those with hits. Pure. */
import { placeIn } from './hit-search.ts';

export interface RowList {
  count: number;
  rowAt(index: number): number;
  /** Where a row stands, or the first after it that is shown. */
  indexOf(row: number): number;
}

/** All rows. */
export function allRows(count: number): RowList {
  return { count, rowAt: (index) => index, indexOf: (row) => row };
}

/** Only these, ascending. */
export function theseRows(rows: readonly number[]): RowList {
  return { count: rows.length, rowAt: (index) => rows[index] ?? -1, indexOf: (row) => placeIn(rows, row) };
}
