import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { nearestRow, type Placed } from './items.ts';

export interface GridKeys {
  items: readonly Placed[];
  /** Rows that fit, for Page Up and Page Down. */
  pageRows: () => number;
  scrollTo: (index: number) => void;
  onOpen: ((id: string) => void) | undefined;
}

const steps: Record<string, 1 | -1> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Place of the row that a key leads to; undefined when the key leads nowhere. */
function targetOf(key: string, { items, pageRows }: GridKeys, at: number): number | undefined {
  const step = steps[key];
  if (step !== undefined) return nearestRow(items, at + step, step);
  if (key === 'Home') return nearestRow(items, 0, 1);
  if (key === 'End') return nearestRow(items, items.length - 1, -1);
  if (key === 'PageDown') return nearestRow(items, Math.min(at + pageRows(), items.length - 1), -1);
  if (key === 'PageUp') return nearestRow(items, Math.max(at - pageRows(), 0), 1);
  return undefined;
}

/** The row that has the tab stop: the one that last had the focus, or the first. */
export function useCursor(items: readonly Placed[]) {
  const [cursor, setCursor] = useState<string | null>(null);
  const current = useMemo(() => {
    const found = cursor === null ? -1 : items.findIndex(({ id }) => id === cursor);
    return found === -1 ? (nearestRow(items, 0, 1) ?? -1) : found;
  }, [items, cursor]);
  return { current, setCursor };
}

/** Moves the tab stop by keys, and the focus with it. */
export function useGridKeys(
  body: RefObject<HTMLElement | null>,
  setCursor: (id: string | null) => void,
  grid: GridKeys,
) {
  const wanted = useRef<string | null>(null);

  // A row that was scrolled to is drawn after the key: it gets the focus as soon as it is there.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>('[data-row]');
    if (!row || target.closest('input[type="text"], textarea, [role="menu"]')) return;
    const id = row.dataset.row ?? '';
    if (event.key === 'Enter' && target === row && grid.onOpen) grid.onOpen(id);
    else {
      const at = grid.items.findIndex((item) => item.id === id);
      const to = targetOf(event.key, grid, at);
      const next = to === undefined ? undefined : grid.items[to];
      if (to === undefined || next === undefined) return;
      wanted.current = next.id;
      setCursor(next.id);
      grid.scrollTo(to);
    }
    event.preventDefault();
  };

  /** The tab stop follows the focus, wherever it came from. */
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const id = event.target.closest<HTMLElement>('[data-row]')?.dataset.row;
    if (id !== undefined) setCursor(id);
  };
  return { onKeyDown, onFocus };
}
