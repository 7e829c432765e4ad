import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { LogQuery } from './log-match.ts';
import type { LogModel } from './log-model.ts';
import { LogSearch, placeIn } from './log-search.ts';

export interface LogSearching {
  query: LogQuery;
  setQuery(query: LogQuery): void;
  search: LogSearch | null;
  /** Row of the hit that was gone to; undefined before. */
  current: number | undefined;
  /** Goes to the next hit below (or above) the current one, else below the first row shown; round at the ends. */
  step(direction: 1 | -1, shownFrom: number): number | undefined;
}

/** Searches what is here of a model. */
export function useLogSearch(model: LogModel | null): LogSearching {
  const [query, setQuery] = useState<LogQuery>({ text: '', regex: false, matchCase: false });
  const [search, setSearch] = useState<LogSearch | null>(null);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const [found, changed] = useReducer((count: number) => count + 1, 0);
  const asked = useRef(query);
  useEffect(() => {
    setCurrent(undefined);
    if (model === null) return undefined;
    const made = new LogSearch(model, changed);
    made.set(asked.current);
    setSearch(made);
    return () => made.close();
  }, [model]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found is kept in the search and counted here.
  return useMemo(
    () => ({
      query,
      setQuery(next) {
        asked.current = next;
        setQuery(next);
        setCurrent(undefined);
        search?.set(next);
      },
      search,
      current,
      step(direction, shownFrom) {
        const rows = search?.rows ?? [];
        if (rows.length === 0) return undefined;
        const from = current === undefined ? shownFrom : direction === 1 ? current + 1 : current;
        const place = placeIn(rows, from) + (direction === 1 ? 0 : -1);
        const row = rows[(place + rows.length) % rows.length] as number;
        setCurrent(row);
        return row;
      },
    }),
    [query, search, current, found],
  );
}
