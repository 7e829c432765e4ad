import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { type Column, compareValues } from './columns.ts';
import type { TableState } from './table-state.ts';

const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

/** One head of the table as it is drawn. */
export interface Head<T> {
  column: Column<T>;
  sorted: 'asc' | 'desc' | false;
  /** Undefined where the column cannot be sorted. */
  toggle: (() => void) | undefined;
}

/** Rows in the order that is asked for, and the columns that are shown, in their order. */
export function useSortedRows<T extends object>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { sort, setSort, hidden }: TableState,
): { rows: readonly T[]; heads: Head<T>[] } {
  const definitions = useMemo(() => columns.map(definitionOf), [columns]);
  const sorting = useMemo<SortingState>(() => (sort === null ? [] : [sort]), [sort]);
  const columnVisibility = useMemo(() => Object.fromEntries([...hidden].map((id) => [id, false])), [hidden]);
  const table = useTable<Features, T>({
    features,
    data: rows as T[],
    columns: definitions,
    state: { sorting, columnVisibility },
    onSortingChange: (change) => setSort((typeof change === 'function' ? change(sorting) : change)[0] ?? null),
  });
  const model = table.getRowModel();
  const sorted = useMemo(() => model.rows.map(({ original }) => original), [model]);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const heads = table.getVisibleLeafColumns().flatMap((of): Head<T>[] => {
    const column = byId.get(of.id);
    if (column === undefined) return [];
    return [{ column, sorted: of.getIsSorted(), toggle: of.getCanSort() ? () => of.toggleSorting() : undefined }];
  });
  return { rows: sorted, heads };
}

function definitionOf<T extends object>(column: Column<T>): ColumnDef<Features, T> {
  const { sort } = column;
  const sortFn: SortFn<Features, T> = (a, b, id) =>
    compareValues(a.getValue<string | number>(id), b.getValue<string | number>(id));
  return {
    id: column.id,
    header: column.head,
    accessorFn: (row: T) => sort?.(row),
    enableSorting: sort !== undefined,
    enableHiding: column.optional !== false,
    sortUndefined: 'last',
    sortFn,
  };
}
