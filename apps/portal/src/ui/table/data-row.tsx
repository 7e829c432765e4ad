import { type MouseEvent, memo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { type Column, linesOf } from './columns.ts';
import css from './data-table.module.css';
import { Tick } from './tick.tsx';

export interface RowLook {
  tracks: string;
  /** The row is a block of three lines. */
  narrow: boolean;
}

interface DataRowProps<T> extends RowLook {
  row: T;
  id: string;
  columns: readonly Column<T>[];
  /** Counted from 1, the head is 1. */
  rowIndex: number;
  /** px from the top of the first row. */
  top: number;
  height: number;
  /** The one row that Tab comes to. */
  current: boolean;
  fresh: boolean;
  /** These three where rows can be chosen. */
  selected?: boolean;
  checkName?: string;
  onCheck?: (id: string, range: boolean) => void;
  href: string | undefined;
  onOpen: ((id: string) => void) | undefined;
}

function DataRowOf<T>(props: DataRowProps<T>) {
  const { id, columns, current, fresh, selected, narrow, onOpen, top, height } = props;
  const state = `${selected ? css.selected : ''} ${fresh ? css.fresh : ''}`;
  const open = (event: MouseEvent) => {
    const inside = (event.target as Element).closest('a, button, input, label');
    // Text that was marked with the pointer is to be copied, not to lead away.
    if (inside || event.defaultPrevented || getSelection()?.type === 'Range') return;
    onOpen?.(id);
  };
  return (
    // Keys are the table's: it moves between rows, and hears Enter and x for the row that has the focus.
    <tr
      role="row"
      data-row={id}
      aria-rowindex={props.rowIndex}
      aria-selected={selected}
      tabIndex={current ? 0 : -1}
      className={`${css.row} ${narrow ? css.block : ''} ${onOpen ? css.opens : ''} ${state}`}
      style={{ top, height, ...(narrow ? {} : { gridTemplateColumns: props.tracks }) }}
      onClick={open}
    >
      {selected !== undefined && (
        <td role="gridcell" className={css.check}>
          <Tick
            checked={selected}
            name={props.checkName ?? ''}
            tabIndex={current ? 0 : -1}
            onToggle={(event) => props.onCheck?.(id, event.shiftKey)}
          />
        </td>
      )}
      {narrow ? (
        <Block {...props} />
      ) : (
        columns.map((column, at) => <Cell key={column.id} {...props} {...{ column, at }} />)
      )}
    </tr>
  );
}

/** A row that did not change is not drawn again: of 100,000 rows thirty are, of those mostly one. */
export const DataRow = memo(DataRowOf) as typeof DataRowOf;

type CellProps<T> = DataRowProps<T> & { column: Column<T>; at: number };

function Cell<T>({ column, at, ...props }: CellProps<T>) {
  return (
    <td role="gridcell" className={`${column.align === 'end' ? css.end : ''} ${at === 0 ? css.name : ''}`}>
      {at === 0 ? <Name {...props} column={column} /> : column.cell(props.row)}
    </td>
  );
}

function Name<T>({
  column,
  row,
  href,
  current,
}: Pick<DataRowProps<T>, 'row' | 'href' | 'current'> & { column: Column<T> }) {
  const text = column.cell(row);
  return (
    <>
      {column.before?.(row)}
      {href === undefined ? (
        <span className={css.label}>{text}</span>
      ) : (
        <Link to={href} className={css.label} tabIndex={current ? 0 : -1}>
          {text}
        </Link>
      )}
      {column.after?.(row)}
    </>
  );
}

function partLook({ width, align, whole }: Pick<Column<never>, 'width' | 'align' | 'whole'>): string | undefined {
  if (typeof width !== 'number') return css.prose;
  return align === 'end' || whole ? css.part : `${css.part} ${css.yields}`;
}

function Block<T>(props: DataRowProps<T>) {
  const lines = linesOf(props.columns);
  return lines.map((columns, line) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: there are three lines, and they never change places
    <td role="gridcell" key={line} className={css.line}>
      {columns.map((column): ReactNode => {
        if (column === props.columns[0]) return <Name key={column.id} {...props} column={column} />;
        return (
          <span key={column.id} className={partLook(column)}>
            {column.align === 'end' && <span className={css.partHead}>{column.head}</span>}
            {column.cell(props.row)}
          </span>
        );
      })}
    </td>
  ));
}
