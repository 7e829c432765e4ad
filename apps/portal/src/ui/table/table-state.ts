import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type Density, useDensity, useHiddenColumns } from './kept.ts';
import { readSort, type Sort, writeSort } from './sort-param.ts';

export interface TableState {
  /** The sorted column, in the URL; null: the page's own order. */
  sort: Sort | null;
  setSort: (sort: Sort | null) => void;
  /** Columns that the person left out, kept in this browser. */
  hidden: ReadonlySet<string>;
  setHidden: (ids: readonly string[]) => void;
  /** The height of rows, kept in this browser for all tables. */
  density: Density;
  setDensity: (density: Density) => void;
}

/** What the person chose of a table. `param` names the sort in the URL: a page with two tables gives them two names. `hiddenFirst`: columns that are left out until somebody chooses, separated by spaces. */
export function useTableState(table: string, param = 'sort', hiddenFirst = ''): TableState {
  const [search, setSearch] = useSearchParams();
  const [density, setDensity] = useDensity();
  const [hiddenText, setHidden] = useHiddenColumns(table, hiddenFirst);
  const text = search.get(param);
  const sort = useMemo(() => readSort(text), [text]);
  const hidden = useMemo(() => new Set(hiddenText.split(' ').filter((id) => id !== '')), [hiddenText]);
  const setSort = (next: Sort | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (next === null) after.delete(param);
        else after.set(param, writeSort(next));
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return { sort, setSort, hidden, setHidden, density, setDensity };
}
