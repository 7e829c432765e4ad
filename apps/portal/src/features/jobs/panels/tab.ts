/** Which part of the job page is shown: kept in the address, so that a link shows the same. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type LogKind, logKinds } from './log-streams.ts';

export const tabs = ['live', 'attempts', 'files', 'events', 'configuration'] as const;
export type Tab = (typeof tabs)[number];

export interface TabChoice {
  tab: Tab;
  /** The address of a part, as the search of this page. */
  searchOf: (tab: Tab) => string;
}

/** The part in the address; an unknown one counts as the first. */
export function useTab(): TabChoice {
  const [search] = useSearchParams();
  const asked = search.get('tab');
  const searchOf = (tab: Tab): string => {
    const next = new URLSearchParams(search);
    if (tab === 'live') next.delete('tab');
    else next.set('tab', tab);
    return `?${next}`;
  };
  return { tab: tabs.find((tab) => tab === asked) ?? 'live', searchOf };
}

/** Which part of a log the address asks for; what it does not name is undefined. */
export interface LogAsked {
  attempt?: string;
  rank?: number;
  kind?: LogKind;
}

/** The address of a part of the log, as the search of this page. */
export function useLogSearch(): (of: LogAsked) => string {
  const [search] = useSearchParams();
  return ({ attempt, rank, kind }) => {
    const next = new URLSearchParams(search);
    for (const name of ['tab', 'attempt', 'rank', 'log']) next.delete(name);
    if (attempt !== undefined) next.set('attempt', attempt);
    if (rank !== undefined) next.set('rank', String(rank));
    if (kind !== undefined) next.set('log', kind);
    return `?${next}`;
  };
}

/** Reads {@link useLogSearch}. */
export function useLogAsked(): LogAsked {
  const [search] = useSearchParams();
  const attempt = search.get('attempt');
  const rank = search.get('rank');
  const kind = logKinds.find((one) => one === search.get('log'));
  return useMemo(
    () => ({
      ...(attempt === null ? {} : { attempt }),
      ...(rank !== null && /^\d{1,7}$/.test(rank) ? { rank: Number(rank) } : {}),
      ...(kind === undefined ? {} : { kind }),
    }),
    [attempt, rank, kind],
  );
}

/** The shard of an array that the page is narrowed to; undefined for all, and where the address names none. */
export function useShard(): number | undefined {
  const [search] = useSearchParams();
  const asked = search.get('shard');
  return asked !== null && /^\d{1,7}$/.test(asked) ? Number(asked) : undefined;
}
