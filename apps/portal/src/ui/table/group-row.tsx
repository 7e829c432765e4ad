import { useFormat } from '../use-format.ts';
import type { Column } from './columns.ts';
import type { RowLook } from './data-row.tsx';
import css from './data-table.module.css';
import type { Group } from './items.ts';

interface GroupRowProps<T> extends RowLook {
  group: Group<T>;
  rows: readonly T[];
  /** How many rows it has, where not all of them are here. */
  count?: number;
  columns: readonly Column<T>[];
  selectable: boolean;
  rowIndex: number;
  top: number;
  height: number;
}

/** The row above a group: its name, count and sums; it may rename columns for its rows. */
export function GroupRow<T>(props: GroupRowProps<T>) {
  const { group, rows, count = rows.length, columns, selectable, rowIndex, top, height, tracks, narrow } = props;
  const format = useFormat();
  const heads = group.heads ?? {};
  const renamed = narrow ? -1 : columns.findIndex(({ id }) => id in heads);
  const rest = renamed === -1 ? [] : columns.slice(renamed);
  const before = (selectable ? 1 : 0) + (renamed === -1 ? columns.length : renamed);
  return (
    <tr
      role="row"
      aria-rowindex={rowIndex}
      className={`${css.group} ${narrow ? css.groupBlock : ''}`}
      style={{ top, height, ...(narrow ? {} : { gridTemplateColumns: tracks }) }}
    >
      <td
        role="gridcell"
        aria-colspan={before}
        className={`${css.groupName} ${selectable ? css.inset : ''}`}
        style={{ gridColumn: `span ${before}` }}
      >
        <b>{group.label}</b> {format.count(count)} {group.note?.(rows)}
      </td>
      {rest.map((column) => (
        <td role="gridcell" key={column.id} className={column.align === 'end' ? css.end : undefined}>
          {heads[column.id]}
        </td>
      ))}
    </tr>
  );
}
