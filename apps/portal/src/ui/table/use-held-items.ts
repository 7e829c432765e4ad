import { useEffect, useMemo, useRef, useState } from 'react';
import { arrivals, type Held, holdOrder } from './hold.ts';
import type { Item } from './items.ts';

/** How long a new row is marked; the fade inside it takes one second, without motion the wash simply stays. */
const markedMs = 3_000;

interface HeldItems<T> extends Held<T> {
  /** Rows that have just come. */
  fresh: ReadonlySet<string>;
  /** Shows what waits. */
  release: () => void;
}

/**
 * The order of rows: today's, or the one before while `held`. `resetKey` says what list this is: another filter or sort is
 * another list, and nothing of the old order counts.
 */
export function useHeldItems<T>(now: Item<T>[], held: boolean, resetKey: string): HeldItems<T> {
  const shown = useRef<{ key: string; items: Item<T>[] }>({ key: resetKey, items: [] });
  const [, redraw] = useState(0);
  const keeps = held && shown.current.key === resetKey && shown.current.items.length > 0;
  const result = useMemo(
    () => (keeps ? holdOrder(shown.current.items, now) : { items: now, waiting: 0 }),
    [keeps, now],
  );
  const fresh = useFresh(result.items, resetKey);
  useEffect(() => {
    shown.current = { key: resetKey, items: result.items };
  }, [resetKey, result]);
  const release = () => {
    shown.current = { key: resetKey, items: [] };
    redraw((count) => count + 1);
  };
  return { ...result, fresh, release };
}

function useFresh<T>(items: Item<T>[], resetKey: string): ReadonlySet<string> {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set());
  const before = useRef<{ key: string; items: Item<T>[] }>({ key: resetKey, items: [] });
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const came = before.current.key === resetKey ? arrivals(before.current.items, items) : [];
    before.current = { key: resetKey, items };
    if (came.length === 0) return;
    setFresh((old) => new Set([...old, ...came]));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setFresh((old) => new Set([...old].filter((id) => !came.includes(id))));
    }, markedMs);
    timers.current.add(timer);
  }, [items, resetKey]);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  return fresh;
}
