import { type RefObject, useEffect, useState } from 'react';

/**
 * Whether the pointer or the focus is in an element. The browser's own events: those of React come up from dialogs that were
 * opened out of it, too, and neither tells when the element with the focus was taken away.
 */
export function useAtHand(element: RefObject<HTMLElement | null>): boolean {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  useEffect(() => {
    const root = element.current;
    if (root === null) return;
    const listening = new AbortController();
    const { signal } = listening;
    root.addEventListener('pointerenter', () => setPointer(true), { signal });
    root.addEventListener('pointerleave', () => setPointer(false), { signal });
    root.addEventListener('focusin', () => setFocus(true), { signal });
    root.addEventListener('focusout', (event) => setFocus(root.contains(event.relatedTarget as Node | null)), {
      signal,
    });
    return () => listening.abort();
  }, [element]);
  useEffect(() => {
    if (focus && !element.current?.contains(document.activeElement)) setFocus(false);
  });
  return pointer || focus;
}
