import { useCallback, useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { Item } from './items.ts';
import { extentOf, type Selection, toggled, withRange } from './selecting.ts';

interface RowActionsOptions<T> {
  items: readonly Item<T>[];
  selection: Selection | undefined;
  href: ((row: T) => string) | undefined;
  onOpen: ((row: T) => void) | undefined;
}

/** What rows do, by id; the functions stay the same, so that rows that did not change are not drawn again. */
export function useRowActions<T>(options: RowActionsOptions<T>) {
  const navigate = useNavigate();
  const latest = useRef(options);
  const anchor = useRef<string | null>(null);
  useEffect(() => {
    latest.current = options;
  });

  const open = useCallback(
    (id: string) => {
      const { items, href, onOpen } = latest.current;
      const item = items.find((one) => one.id === id);
      if (item?.kind !== 'row') return;
      if (onOpen) onOpen(item.row);
      else if (href) void navigate(href(item.row));
    },
    [navigate],
  );
  const check = useCallback((id: string, range: boolean) => {
    const { items, selection } = latest.current;
    if (selection === undefined) return;
    const { selected } = selection;
    selection.onChange(range ? withRange(selected, items, anchor.current, id) : toggled(selected, id));
    anchor.current = id;
  }, []);
  const checkAll = useCallback(() => {
    const { items, selection } = latest.current;
    if (selection === undefined) return;
    const rows = items.filter(({ kind }) => kind === 'row').map(({ id }) => id);
    selection.onChange(new Set(extentOf(selection.selected, items) === 'all' ? [] : rows));
  }, []);
  const opens = options.href !== undefined || options.onOpen !== undefined;
  return { open: opens ? open : undefined, check, checkAll };
}
