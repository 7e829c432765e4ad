/** A table of anything that is here: sorted, grouped and moved in by keys; it draws only the rows that are seen. One of any length, chosen from: `window`. */
import { useMediaQuery } from '@mui/material';
import { useMemo, useRef } from 'react';
import type { Column } from './columns.ts';
import css from './data-table.module.css';
import { Grid } from './grid.tsx';
import { type Grouping, layOut } from './items.ts';
import type { Density } from './kept.ts';
import { NewAbove } from './new-above.tsx';
import type { TableState } from './table-state.ts';
import { useAtHand } from './use-at-hand.ts';
import { useFocusBack } from './use-focus-back.ts';
import { useHeldItems } from './use-held-items.ts';
import { useSortedRows } from './use-sorted-rows.ts';

interface DataTableProps<T> {
  label: string;
  /** From `useTableState`: the page uses it too (its menu of columns, groups only while nothing is sorted). */
  state: TableState;
  rows: readonly T[];
  /** Stable between renders (useMemo), or every cell is drawn again. */
  columns: readonly Column<T>[];
  rowId: (row: T) => string;
  /** Where a row leads; its name is a link there. */
  href?: (row: T) => string;
  /** What Enter and a click do instead of following `href`. */
  onOpen?: (row: T) => void;
  grouping?: Grouping<T> | undefined;
  /** Loads the next page; undefined when everything is loaded. */
  onEnd?: (() => void) | undefined;
  /** Names the list: another filter is another list, whose order is not held back. */
  listKey?: string;
  /** Lines of the block that a row is on a narrow screen; 3 unless given. */
  blockLines?: 2 | 3;
}

const rowHeights: Record<Density, number> = { tight: 24, normal: 28, roomy: 36 };
const touchHeight = 44;
/** Lines of 18 px, 11 px above and below. */
const blockHeight = (lines: number): number => 18 * lines + 22;

/** The table fills its parent's height and scrolls inside; a short one may stand in a parent without a height. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { state, rowId, grouping, listKey = '', blockLines = 3 } = props;
  const frame = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 640px)', { noSsr: true });
  const touch = useMediaQuery('(pointer: coarse)', { noSsr: true });
  const outer = useRef<HTMLDivElement>(null);
  const atHand = useAtHand(outer);

  const { rows, heads } = useSortedRows(props.rows, props.columns, state);
  const columns = useShownColumns(props.columns, state);
  const laidOut = useMemo(() => layOut(rows, rowId, grouping), [rows, rowId, grouping]);
  const order = `${listKey}|${state.sort === null ? '' : `${state.sort.id} ${state.sort.desc}`}`;
  const { items, waiting, fresh, release } = useHeldItems(laidOut, atHand, order);
  useFocusBack(frame, waiting);
  const showNew = () => {
    release();
    frame.current?.scrollTo({ top: 0 });
  };
  return (
    <div ref={outer} className={css.outer}>
      <NewAbove count={waiting} onShow={showNew} />
      <Grid
        {...{ heads, columns, items, fresh, frame, narrow }}
        label={props.label}
        rowHeight={narrow ? blockHeight(blockLines) : touch ? touchHeight : rowHeights[state.density]}
        href={props.href}
        onOpen={props.onOpen}
        onEnd={props.onEnd}
      />
    </div>
  );
}

function useShownColumns<T>(columns: readonly Column<T>[], { hidden }: TableState): readonly Column<T>[] {
  return useMemo(() => columns.filter(({ id, optional }) => optional === false || !hidden.has(id)), [columns, hidden]);
}
