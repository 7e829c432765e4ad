/** Which rows are chosen. Pure. */
import type { Placed } from './items.ts';

export interface Selection {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  /** Name of a row's checkbox for screen readers. */
  nameOf: (id: string) => string;
}

export function toggled(selected: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Adds every row between two rows, both included; an anchor that is gone counts as the row itself. */
export function withRange(
  selected: ReadonlySet<string>,
  items: readonly Placed[],
  anchor: string | null,
  id: string,
): Set<string> {
  const to = items.findIndex((item) => item.id === id);
  const found = items.findIndex((item) => item.id === anchor);
  const from = found === -1 ? to : found;
  const next = new Set(selected);
  for (const item of items.slice(Math.min(from, to), Math.max(from, to) + 1))
    if (item.kind === 'row') next.add(item.id);
  return next;
}

/** Whether all, some or none of the rows are chosen. */
export function extentOf(selected: ReadonlySet<string>, items: readonly Placed[]): 'all' | 'some' | 'none' {
  if (selected.size === 0) return 'none';
  let [rows, chosen] = [0, 0];
  for (const { kind, id } of items) {
    if (kind !== 'row') continue;
    rows += 1;
    if (selected.has(id)) chosen += 1;
  }
  if (chosen === 0) return 'none';
  return chosen === rows ? 'all' : 'some';
}
