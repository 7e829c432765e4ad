/** What the list is narrowed to, as the URL says it. Pure. */
import type { JobListFilter } from '../../../live/keys.ts';

export const filterKeys = [
  'state',
  'cluster',
  'experiment',
  'owner',
  'priority',
  'tag',
  'since',
  'exit',
  'family',
  'text',
] as const;
export type FilterKey = (typeof filterKeys)[number];
/** Each as the server takes it. */
export type ListFilter = Partial<Record<FilterKey, string>>;

const paramOf = (key: FilterKey): string => (key === 'text' ? 'q' : key);

export function readFilter(search: URLSearchParams): ListFilter {
  const filter: ListFilter = {};
  for (const key of filterKeys) {
    const value = search.get(paramOf(key));
    if (value !== null && value !== '') filter[key] = value;
  }
  return filter;
}

/** The same search with one filter set; empty takes it out. Other parameters stay. */
export function withFilter(search: URLSearchParams, key: FilterKey, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(paramOf(key));
  else next.set(paramOf(key), value);
  return next;
}

export function withoutFilters(search: URLSearchParams): URLSearchParams {
  return filterKeys.reduce((left, key) => withFilter(left, key, ''), search);
}

/** As the server is asked: `exit` that is no number is told by the server. */
export function asked(filter: ListFilter): JobListFilter {
  const { exit, ...rest } = filter;
  return exit === undefined ? rest : { ...rest, exit: Number(exit) };
}

/** The options of a command line that narrow a list as this filter does. */
export function asOptions(filter: ListFilter): string {
  return filterKeys
    .flatMap((key) =>
      filter[key] === undefined ? [] : [`--${key === 'text' ? 'search' : key} ${quoted(filter[key])}`],
    )
    .join(' ');
}

/** A word of a shell. */
export const quoted = (text: string): string =>
  /^[\w.,:=/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
