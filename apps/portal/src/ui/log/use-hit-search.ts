import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { searchLogs } from '../../live/log-search.ts';
import { HitSearch, placeIn } from './hit-search.ts';
import { type LogQuery, meansAll, noQuery } from './log-match.ts';
import type { LogModel } from './log-model.ts';

/** A search begins when nobody has typed for so long. */
const restMs = 250;

export interface HitSearching {
  query: LogQuery;
  setQuery(query: LogQuery): void;
  search: HitSearch | null;
  /** Row of the hit that was gone to; undefined before. */
  current: number | undefined;
  /** Goes to the next hit below (or above) `from`, round at the ends; one that is not found yet is gone to when it is. */
  step(direction: 1 | -1, from: number): void;
}

/** Searches a whole model. `go` shows a row; it is called when a hit is gone to. */
export function useHitSearch(model: LogModel | null, go: (row: number) => void): HitSearching {
  const [query, setQuery] = useState<LogQuery>(noQuery);
  const [search, setSearch] = useState<HitSearch | null>(null);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const [found, changed] = useReducer((count: number) => count + 1, 0);
  const asked = useRef(query);
  const waits = useRef<{ direction: 1 | -1; from: number } | undefined>(undefined);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(rest.current), []);
  const latestGo = useRef(go);
  latestGo.current = go;
  useEffect(() => {
    setCurrent(undefined);
    if (model === null) return undefined;
    const made = new HitSearch(model, searchLogs, changed);
    setSearch(made);
    // What was asked of other streams is asked of these, once they are open.
    const begin = () => {
      if (!model.opened) return;
      leave();
      made.set(asked.current);
    };
    const leave = model.subscribe(begin);
    begin();
    return () => {
      leave();
      made.close();
    };
  }, [model]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found is kept in the search and counted here.
  useEffect(() => {
    const wish = waits.current;
    if (search === null || wish === undefined) return;
    const rows = search.rows();
    // Enter comes before the search has begun when it follows the last letter.
    if (rows.length === 0 && (search.state === 'searching' || search.state === 'idle')) return;
    const place = placeIn(rows, wish.from) + (wish.direction === 1 ? 0 : -1);
    // Going on from the last that is known yet would lead round too early.
    if (wish.direction === 1 && place >= rows.length && search.state === 'searching') return;
    waits.current = undefined;
    const row = rows[(place + rows.length) % rows.length];
    if (row === undefined) return;
    setCurrent(row);
    latestGo.current(row);
  }, [search, found]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  return useMemo(
    () => ({
      query,
      setQuery(next) {
        asked.current = next;
        waits.current = undefined;
        setQuery(next);
        setCurrent(undefined);
        clearTimeout(rest.current);
        const typing = next.text !== query.text && next.text !== '';
        if (typing) {
          search?.set(noQuery);
          rest.current = setTimeout(() => search?.set(next), restMs);
        } else search?.set(next);
      },
      search,
      current,
      step(direction, from) {
        if (meansAll(asked.current)) return;
        waits.current = { direction, from };
        changed();
      },
    }),
    [query, search, current, found],
  );
}
