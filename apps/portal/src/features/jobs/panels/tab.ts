/** Which part of the job page is shown: kept in the address, so that a link shows the same. */
import { useSearchParams } from 'react-router';

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

/** The shard of an array that the page is narrowed to; undefined for all, and where the address names none. */
export function useShard(): number | undefined {
  const [search] = useSearchParams();
  const asked = search.get('shard');
  return asked !== null && /^\d{1,7}$/.test(asked) ? Number(asked) : undefined;
}
