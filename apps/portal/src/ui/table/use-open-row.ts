import { useCallback, useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { Item } from './items.ts';

interface OpenRowOptions<T> {
  items: readonly Item<T>[];
  href: ((row: T) => string) | undefined;
  onOpen: ((row: T) => void) | undefined;
}

/** Opens a row by its id; undefined where rows lead nowhere. It stays the same, so that rows that did not change are not drawn again. */
export function useOpenRow<T>(options: OpenRowOptions<T>): ((id: string) => void) | undefined {
  const navigate = useNavigate();
  const latest = useRef(options);
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
  return options.href !== undefined || options.onOpen !== undefined ? open : undefined;
}
