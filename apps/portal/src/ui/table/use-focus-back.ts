import { type RefObject, useEffect, useRef } from 'react';

/**
 * What is there only while something is counted (verbs for chosen rows, a note of new ones) leaves with the focus that was in it:
 * the row at the tab stop takes it.
 */
export function useFocusBack(frame: RefObject<HTMLElement | null>, count: number): void {
  const before = useRef(count);
  useEffect(() => {
    const left = before.current > 0 && count === 0;
    before.current = count;
    if (left && document.activeElement === document.body)
      frame.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: true });
  }, [frame, count]);
}
