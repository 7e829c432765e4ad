import { useEffect, useState } from 'react';

/** Browsers without idle callbacks (Safari): by then a page is drawn. */
const usuallyMs = 2_000;

/** True once the browser has had nothing to do: what is prepared then is paid for by nobody who waits. */
export function useRested(): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const rest = () => setRested(true);
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(rest, usuallyMs);
      return () => clearTimeout(timer);
    }
    const id = requestIdleCallback(rest);
    return () => cancelIdleCallback(id);
  }, []);
  return rested;
}
