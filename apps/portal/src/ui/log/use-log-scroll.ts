/** Scrolling of a list of any number of rows: following its end, or still at a place. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  contentHeight,
  isScaled,
  lastPlace,
  moved,
  type Place,
  placeAt,
  rowHeight,
  scrollTopOf,
} from './scroll-place.ts';

/** After this long without scrolling the bar is put where the place is: they drift apart where rows are uneven. */
const restMs = 150;

export interface LogScroll {
  ref: RefObject<HTMLDivElement | null>;
  /** Inner size of the scroller, px. */
  viewport: { width: number; height: number };
  /** Height of what is scrolled, px. */
  height: number;
  place: Place;
  following: boolean;
  /** Rows that were added since it was paused. */
  added: number;
  follow(): void;
  pause(): void;
  toStart(): void;
  /** Puts a row in the middle, or where it is if it is in view. */
  toRow(row: number): void;
  /** Moves by rows, or by screens less a row. */
  by(count: number, unit: 'row' | 'screen'): void;
  onScroll(): void;
}

/** `rows`: how many there are now; they are only ever added at the end. `of` names the list: another one starts anew. */
export function useLogScroll(rows: number, heightOf: (row: number) => number, of: unknown): LogScroll {
  const ref = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState({ width: 0, height: 0 });
  const [paused, setPaused] = useState<{ place: Place; rows: number } | null>(null);
  /** What the scroller was last seen or put at, so that only the person's own scrolling counts as such. */
  const seen = useRef({ top: 0, most: 0 });
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { height: view } = viewport;
  const end = lastPlace(rows, view, heightOf);
  const place = paused?.place ?? end;
  const height = contentHeight(rows, view);

  const put = useCallback((top: number) => {
    const scroller = ref.current;
    if (!scroller) return;
    if (Math.abs(scroller.scrollTop - top) > 1) scroller.scrollTop = top;
    seen.current = { top: scroller.scrollTop, most: scroller.scrollHeight - scroller.clientHeight };
  }, []);

  const pauseAt = useCallback(
    (at: Place) => setPaused((before) => ({ place: at, rows: before?.rows ?? rows })),
    [rows],
  );

  const scrolled = (delta: number, top: number) => {
    const far = Math.abs(delta) > 2 * view || top <= 0;
    pauseAt(far ? placeAt(top, rows, view, heightOf) : moved(place, delta, rows, view, heightOf));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is followed from its end.
  useLayoutEffect(() => setPaused(null), [of]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list brings its own scroller.
  useLayoutEffect(() => {
    const scroller = ref.current;
    if (!scroller) return undefined;
    const measure = () => setViewport({ width: scroller.clientWidth, height: scroller.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [of]);

  useLayoutEffect(() => {
    const scroller = ref.current;
    if (!scroller || paused) return;
    const most = scroller.scrollHeight - scroller.clientHeight;
    const delta = scroller.scrollTop - seen.current.top;
    // Rows come faster than scroll events: who scrolled up since the last frame is not pulled down again.
    if (delta < -1 && most >= seen.current.most) {
      seen.current = { top: scroller.scrollTop, most };
      scrolled(delta, scroller.scrollTop);
    } else put(most);
  });

  useEffect(() => () => clearTimeout(rest.current), []);

  /** What the bar says and what is shown are brought together when the hand is off. */
  const latest = useRef({ place, rows, view, heightOf, paused });
  latest.current = { place, rows, view, heightOf, paused };
  const settle = () => {
    clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      const now = latest.current;
      if (now.paused) put(scrollTopOf(now.place, now.rows, now.view, now.heightOf));
    }, restMs);
  };

  const go = (to: Place) => {
    pauseAt(to);
    settle();
  };
  const by = (px: number) => {
    const to = moved(place, px, rows, view, heightOf);
    if (paused !== null || px < 0) go(to);
  };
  // Where the bar is scaled a turn of the wheel would be many rows, and the first and last ones out of its reach.
  const wheel = useRef(by);
  wheel.current = by;
  const scaled = isScaled(rows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list brings its own scroller.
  useEffect(() => {
    const scroller = ref.current;
    if (!scroller || !scaled) return undefined;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? rowHeight : scroller.clientHeight;
      wheel.current(event.deltaY * unit);
    };
    scroller.addEventListener('wheel', onWheel, { passive: false });
    return () => scroller.removeEventListener('wheel', onWheel);
  }, [of, scaled]);

  return {
    ref,
    viewport,
    height,
    place,
    following: paused === null,
    added: paused ? rows - paused.rows : 0,
    follow: () => setPaused(null),
    pause: () => pauseAt(place),
    toStart: () => go({ row: 0, px: 0 }),
    toRow(row) {
      if (row > place.row && row < end.row && row < place.row + view / rowHeight - 2) return go(place);
      // On whole px: between two the edges of rows would show.
      return go(moved({ row, px: 0 }, -Math.floor(view / 2), rows, view, heightOf));
    },
    by: (count, unit) => by(count * (unit === 'row' ? rowHeight : Math.max(rowHeight, view - rowHeight))),
    onScroll() {
      const scroller = ref.current;
      if (!scroller) return;
      const delta = scroller.scrollTop - seen.current.top;
      if (delta === 0) return;
      const most = scroller.scrollHeight - scroller.clientHeight;
      const shrunk = most < seen.current.most;
      seen.current = { top: scroller.scrollTop, most };
      if (paused === null && (delta > 0 || shrunk)) return;
      scrolled(delta, scroller.scrollTop);
      settle();
    },
  };
}
