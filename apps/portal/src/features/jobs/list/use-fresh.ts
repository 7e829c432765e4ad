import type { Job } from '@trainyard/contracts/job';
import { useEffect, useRef, useState } from 'react';

/** How long a new row is marked; the fade inside it takes one second, without motion the wash simply stays. */
const markedMs = 3_000;

/** Rows that came among those that were here: neither those of a first load nor of another part of the list. */
export function useFresh(loaded: ReadonlyMap<number, Job>, listKey: string): ReadonlySet<string> {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set());
  const before = useRef({ key: listKey, places: new Map<number, string>(), seen: new Set<string>() });
  useEffect(() => {
    const { key, places, seen } = before.current;
    const came = new Set<string>();
    const now = new Map<number, string>();
    for (const [at, { uid }] of loaded) {
      now.set(at, uid);
      if (key === listKey && places.has(at) && !seen.has(uid)) came.add(uid);
    }
    const all = key === listKey ? seen : new Set<string>();
    for (const uid of now.values()) all.add(uid);
    before.current = { key: listKey, places: now, seen: all };
    // More than a screen is another list, not an arrival.
    if (came.size > 0 && came.size <= 20) setFresh(came);
  }, [loaded, listKey]);
  useEffect(() => {
    if (fresh.size === 0) return undefined;
    const timer = setTimeout(() => setFresh(new Set()), markedMs);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
