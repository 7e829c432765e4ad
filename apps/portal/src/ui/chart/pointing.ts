/** What hands do to charts over time: move and pin the crosshair, drag to look closer, Shift and drag to choose a stretch, wheel and keys. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { timeCrosshair } from './crosshair.ts';
import { timeView } from './time-view.ts';
import { panBy, type Span, within, zoomAt } from './zoom.ts';

export interface Pointed {
  /** Which chart: it shows the tip. */
  id: string;
  /** What it shows now. */
  span(): Span;
  /** All that there is to show. */
  bounds(): Span;
  /** The instant at a place of the window, px; undefined while nothing is drawn. */
  timeAt(clientX: number): number | undefined;
}

/** px that a pointer may move and still have clicked. */
const still = 4;
const zoomStep = 1.25;
const panStep = 0.5;
/** A notch of a wheel, px. */
const notch = 100;

interface Press {
  x: number;
  at: number;
  chooses: boolean;
  moved: boolean;
}

/** Handlers of the element that charts are drawn on. */
export function usePointing(pointed: Pointed) {
  const press = useRef<Press | null>(null);
  const { id, timeAt, bounds } = pointed;
  const isIn = (at: number) => at >= pointed.span()[0] && at <= pointed.span()[1];
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const at = timeAt(event.clientX);
      if (event.button !== 0 || at === undefined) return;
      press.current = { x: event.clientX, at, chooses: event.shiftKey, moved: false };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const at = timeAt(event.clientX);
      if (at === undefined) return;
      const held = press.current;
      if (held !== null && (held.moved || Math.abs(event.clientX - held.x) > still)) {
        if (!held.moved) event.currentTarget.setPointerCapture(event.pointerId);
        held.moved = true;
        // Seen in every chart while it is dragged.
        timeView.choose([Math.min(held.at, at), Math.max(held.at, at)]);
      }
      if (isIn(at)) timeCrosshair.move(at, id);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const held = press.current;
      press.current = null;
      if (held === null) return;
      const { range } = timeView.snapshot();
      if (!held.moved) {
        if (range !== null) timeView.choose(null);
        const at = timeAt(event.clientX);
        if (at !== undefined) timeCrosshair.toggle(at, id);
      } else if (!held.chooses) {
        timeView.choose(null);
        if (range !== null) timeView.zoomTo(within(range, bounds()));
      }
    },
    onPointerCancel() {
      press.current = null;
    },
    onPointerLeave() {
      if (press.current === null) timeCrosshair.leave();
    },
    onDoubleClick() {
      timeView.zoomTo(null);
    },
  };
}

/** Ctrl and wheel look closer or wider at the pointer, a wheel to the side looks earlier or later; else the page scrolls. */
export function useWheel(of: RefObject<HTMLElement | null>, pointed: Pointed | null): void {
  const latest = useRef(pointed);
  latest.current = pointed;
  useEffect(() => {
    const element = of.current;
    const onWheel = (event: WheelEvent) => {
      const now = latest.current;
      const at = now?.timeAt(event.clientX);
      if (!now || at === undefined) return;
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      const zooms = event.ctrlKey || event.metaKey;
      if (!zooms && Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      // React listens passively, and the browser would zoom the page or go back in its history.
      event.preventDefault();
      const next = zooms
        ? zoomAt(now.span(), at, zoomStep ** (event.deltaY / notch), now.bounds())
        : panBy(now.span(), sideways / notch / 8, now.bounds());
      timeView.zoomTo(next);
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [of]);
}

/**
 * Keys of a chart over time: arrows move the crosshair, with Shift they choose a stretch; + and − look closer and wider, Page keys earlier
 * and later, Home and End at the first and the newest; Enter pins, Escape lets go. False: not a key of charts.
 */
export function onChartKey(event: KeyboardEvent, pointed: Pointed, widthPx: number): boolean {
  const { span, bounds, id } = pointed;
  const [from, to] = span();
  const stride = ((to - from) / Math.max(1, widthPx)) * 4;
  const { at } = timeCrosshair.snapshot();
  const here = at !== null && at >= from && at <= to ? at : to;
  const look = (next: Span | null) => timeView.zoomTo(next);
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const next = Math.min(to, Math.max(from, here + (event.key === 'ArrowLeft' ? -stride : stride)));
      if (event.shiftKey) chooseFrom(here, next);
      timeCrosshair.step(next, id);
      break;
    }
    case '+':
    case '=':
      look(zoomAt([from, to], here, 1 / zoomStep ** 2, bounds()));
      break;
    case '-':
      look(zoomAt([from, to], here, zoomStep ** 2, bounds()));
      break;
    case 'PageUp':
      look(panBy([from, to], -panStep, bounds()));
      break;
    case 'PageDown':
      look(panBy([from, to], panStep, bounds()));
      break;
    case 'Home':
    case 'End': {
      const [least, most] = bounds();
      const start = event.key === 'Home' ? least : most - (to - from);
      // At the newest, what is shown moves on with time again.
      look(event.key === 'End' ? null : within([start, start + to - from], [least, most]));
      timeCrosshair.step(event.key === 'Home' ? least : most, id);
      break;
    }
    case 'Enter':
    case ' ':
      timeCrosshair.toggle(here, id);
      break;
    case 'Escape':
      if (timeView.snapshot().range !== null) timeView.choose(null);
      else timeCrosshair.clear();
      break;
    default:
      return false;
  }
  event.preventDefault();
  return true;
}

/** The stretch goes from where it began to where the crosshair is now. */
function chooseFrom(here: number, next: number): void {
  const { range } = timeView.snapshot();
  const anchor = range === null ? here : Math.abs(range[0] - here) < Math.abs(range[1] - here) ? range[1] : range[0];
  timeView.choose([Math.min(anchor, next), Math.max(anchor, next)]);
}
