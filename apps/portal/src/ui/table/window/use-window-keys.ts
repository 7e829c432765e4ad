import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';

export interface WindowKeys {
  count: number;
  /** Rows that fit, for Page Up and Page Down. */
  pageRows: () => number;
  scrollTo: (index: number) => void;
  onOpen: (index: number) => void;
  /** `range`: all from the row that was chosen last. */
  onCheck: ((index: number, range: boolean) => void) | undefined;
  onCheckAll: (() => void) | undefined;
  onClear: (() => void) | undefined;
  /** Opens (true) or closes what a row holds; false when it holds nothing. */
  onFold: ((index: number, open: boolean) => boolean) | undefined;
}

/** The row that a key leads to; undefined when it leads nowhere. */
export function targetOf(
  key: string,
  at: number,
  { count, pageRows }: Pick<WindowKeys, 'count' | 'pageRows'>,
): number | undefined {
  const to = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    Home: 0,
    End: count - 1,
    PageDown: Math.min(at + pageRows(), count - 1),
    PageUp: Math.max(at - pageRows(), 0),
  }[key.length === 1 ? key.toLowerCase() : key];
  return to === undefined || to < 0 || to >= count ? undefined : to;
}

const rowOf = (target: EventTarget): HTMLElement | null => (target as HTMLElement).closest<HTMLElement>('tr[data-row]');
const indexOf = (row: HTMLElement): number => Number(row.getAttribute('aria-rowindex')) - 2;

/** Moves the tab stop by keys, and the focus with it. The tab stop is a place: rows may change under it. */
export function useWindowKeys(body: RefObject<HTMLElement | null>, keys: WindowKeys) {
  const [current, setCurrent] = useState(0);
  const wanted = useRef<number | null>(null);

  // A row that was scrolled to is drawn after the key, or comes later: it gets the focus as soon as it is there.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`tr[data-row][aria-rowindex="${wanted.current + 2}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const move = (to: number) => {
    wanted.current = to;
    setCurrent(to);
    keys.scrollTo(to);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    const row = rowOf(target);
    if (!row || target.closest('input[type="text"], textarea, [role="menu"]')) return;
    const at = indexOf(row);
    if (act(event, target === row, at, keys, move)) event.preventDefault();
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const row = rowOf(event.target);
    if (row) setCurrent(indexOf(row));
  };
  return { current: Math.min(current, Math.max(0, keys.count - 1)), onKeyDown, onFocus };
}

/** True when the key did something. */
function act(event: KeyboardEvent, onRow: boolean, at: number, keys: WindowKeys, move: (to: number) => void): boolean {
  const { key, shiftKey } = event;
  const deed = deedOf(key, shiftKey, onRow, at, keys);
  if (deed !== undefined) {
    deed();
    return true;
  }
  if ((key === 'ArrowRight' || key === 'ArrowLeft') && keys.onFold) return keys.onFold(at, key === 'ArrowRight');
  const to = targetOf(key, at, keys);
  if (to === undefined) return false;
  // Shift takes along the row that is left and the one that is reached.
  if (shiftKey && keys.onCheck && key.startsWith('Arrow')) keys.onCheck(to, true);
  move(to);
  return true;
}

/** What a key does to the row that has the focus, or to what is chosen; undefined for keys that lead elsewhere. */
function deedOf(key: string, shift: boolean, onRow: boolean, at: number, keys: WindowKeys): (() => void) | undefined {
  const { onCheck } = keys;
  if (key === 'Escape') return keys.onClear;
  if (key.toLowerCase() === 'x') return onCheck && (() => onCheck(at, shift));
  if (key === 'a') return keys.onCheckAll;
  return key === 'Enter' && onRow ? () => keys.onOpen(at) : undefined;
}
