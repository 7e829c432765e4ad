/** Rows as they are laid out: one list of group rows and rows, top to bottom. Pure. */
import type { ReactNode } from 'react';

export interface Group<T> {
  id: string;
  label: string;
  /** Beside the label: sums of the rows. Their count is shown without it. */
  note?: (rows: readonly T[]) => ReactNode;
  /** Columns that mean something else in this group, by column id. */
  heads?: Readonly<Record<string, string>>;
}

export interface Grouping<T> {
  /** Top to bottom; a group without rows is not shown. */
  groups: readonly Group<T>[];
  of: (row: T) => string;
}

export type Item<T> =
  | { kind: 'group'; id: string; group: Group<T>; rows: readonly T[] }
  | { kind: 'row'; id: string; row: T };

/** What places need to know of an item. */
export type Placed = Pick<Item<never>, 'kind' | 'id'>;

/** Lays rows out under their groups; the order inside a group is the order given. */
export function layOut<T>(rows: readonly T[], rowId: (row: T) => string, grouping: Grouping<T> | undefined): Item<T>[] {
  const asItem = (row: T): Item<T> => ({ kind: 'row', id: rowId(row), row });
  if (grouping === undefined) return rows.map(asItem);
  const byGroup = new Map<string, T[]>(grouping.groups.map(({ id }) => [id, []]));
  for (const row of rows) byGroup.get(grouping.of(row))?.push(row);
  const items: Item<T>[] = [];
  for (const group of grouping.groups) {
    const own = byGroup.get(group.id) ?? [];
    if (own.length === 0) continue;
    items.push({ kind: 'group', id: `group ${group.id}`, group, rows: own });
    // One by one: 100,000 arguments are more than a call takes.
    for (const row of own) items.push(asItem(row));
  }
  return items;
}

/** The place of the nearest row from `from` in steps of one; undefined when only groups or nothing is there. */
export function nearestRow(items: readonly Placed[], from: number, step: 1 | -1): number | undefined {
  for (let at = from; at >= 0 && at < items.length; at += step) if (items[at]?.kind === 'row') return at;
  return undefined;
}
