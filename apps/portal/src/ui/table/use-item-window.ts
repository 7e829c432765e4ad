import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Placed } from './items.ts';

/** Below this all rows are drawn: the browser's own search then finds them, and the table may stand without a height. */
const drawAllMost = 50;
/** Rows drawn beyond both edges: a flick of the wheel shows no gap. */
const overscan = 12;
/** The next page is loaded when the end comes this near: two screens. */
const endMargin = '1600px';

interface WindowOptions {
  items: readonly Placed[];
  frame: RefObject<HTMLElement | null>;
  rowHeight: number;
  groupHeight: number;
  /** Height of the head that stays while rows scroll under it. */
  headHeight: number;
  /** The row with the tab stop is always drawn, so that the focus is never lost. */
  current: number;
  onEnd: (() => void) | undefined;
}

/** The items that are drawn, and where. `end` is put after the last of them. */
export function useItemWindow(options: WindowOptions) {
  const { items, frame, rowHeight, groupHeight, headHeight, current, onEnd } = options;
  // The same function while the items are the same: a new one makes the virtualizer lay out every row anew, at each scroll.
  const getItemKey = useCallback((index: number) => items[index]?.id ?? index, [items]);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? groupHeight : rowHeight),
    getItemKey,
    overscan,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => {
      if (range.count <= drawAllMost) return Array.from({ length: range.count }, (_, at) => at);
      const drawn = defaultRangeExtractor(range);
      if (current < 0 || current >= range.count || drawn.includes(current)) return drawn;
      return [...drawn, current].sort((a, b) => a - b);
    },
  });
  // Sizes are told, not measured: they are another's when groups or the density change.
  const shape = `${rowHeight} ${groupHeight}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape and the items are what sizes follow from
  useEffect(() => rows.measure(), [rows, shape, items]);

  const end = useRef<HTMLDivElement>(null);
  const { length } = items;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that leaves the end in view must be followed by another
  useEffect(() => {
    if (onEnd === undefined || end.current === null) return;
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && onEnd(), {
      root: frame.current,
      rootMargin: endMargin,
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [onEnd, frame, length]);

  return {
    drawn: rows.getVirtualItems(),
    height: rows.getTotalSize(),
    scrollTo: (index: number) => rows.scrollToIndex(index, { align: 'auto' }),
    end,
  };
}
