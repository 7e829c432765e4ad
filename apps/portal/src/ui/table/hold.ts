/** Keeps rows where they are while a person works with them: values change in place, the order waits. Pure. */
import type { Item } from './items.ts';

export interface Held<T> {
  items: Item<T>[];
  /** Rows that wait to be shown. */
  waiting: number;
}

/**
 * The shown order with today's values: rows that are gone leave, rows below all that is shown (a next page) are added, and
 * every other new row waits.
 */
export function holdOrder<T>(shown: readonly Item<T>[], now: readonly Item<T>[]): Held<T> {
  const current = new Map(now.map((item, at) => [item.id, { item, at }]));
  const items: Item<T>[] = [];
  const ids = new Set<string>();
  let last = -1;
  for (const old of shown) {
    const found = current.get(old.id);
    // A group whose rows all moved on keeps its row until the order is let go.
    if (found === undefined && old.kind === 'row') continue;
    items.push(found?.item ?? old);
    ids.add(old.id);
    if (found && found.at > last) last = found.at;
  }
  let waiting = 0;
  now.forEach((item, at) => {
    if (ids.has(item.id)) return;
    if (at > last) items.push(item);
    else if (item.kind === 'row') waiting += 1;
  });
  return { items, waiting };
}

/** Ids of rows that came in between or above since `before`: not those of a first load or of a next page. */
export function arrivals<T>(before: readonly Item<T>[], now: readonly Item<T>[]): string[] {
  if (before.length === 0) return [];
  const known = new Set(before.map(({ id }) => id));
  const last = now.findLastIndex(({ id }) => known.has(id));
  return now.filter((item, at) => at < last && item.kind === 'row' && !known.has(item.id)).map(({ id }) => id);
}
