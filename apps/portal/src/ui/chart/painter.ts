/** When charts are painted: all of a page together, at most once a frame, and never while nobody sees them. */
import type { ChartSource } from './chart-source.ts';
import { timeCrosshair } from './crosshair.ts';
import { timeView } from './time-view.ts';

const wanted = new Set<() => void>();
const ticking = new Set<() => void>();
let frame = 0;
let ticker: ReturnType<typeof setInterval> | undefined;

function paint(): void {
  frame = 0;
  const all = [...wanted];
  wanted.clear();
  for (const draw of all) draw();
}

/** Paints with the next frame; a hidden tab has none, and catches up in the first one after it. */
function want(draw: () => void): void {
  wanted.add(draw);
  if (frame === 0 && !document.hidden) frame = requestAnimationFrame(paint);
}

function onVisibility(): void {
  if (document.hidden) {
    cancelAnimationFrame(frame);
    frame = 0;
    clearInterval(ticker);
    ticker = undefined;
    return;
  }
  for (const draw of ticking) wanted.add(draw);
  tick();
  if (frame === 0 && wanted.size > 0) frame = requestAnimationFrame(paint);
}

/** Time goes on without samples: edges move, gaps grow, values age. One clock for all. */
function tick(): void {
  if (ticker !== undefined || ticking.size === 0 || document.hidden) return;
  ticker = setInterval(() => {
    for (const draw of ticking) want(draw);
  }, 1_000);
}

if (typeof document !== 'undefined') document.addEventListener('visibilitychange', onVisibility);

/** Calls `draw` now and whenever what it shows may have changed: samples, the view, the crosshair, a second of live time. */
export function paintOn(source: ChartSource, draw: () => void): () => void {
  draw();
  const soon = () => want(draw);
  const stops = [source.onFrame(soon), timeView.subscribe(soon), timeCrosshair.subscribe(soon)];
  if (source.live) ticking.add(draw);
  tick();
  return () => {
    for (const stop of stops) stop();
    wanted.delete(draw);
    ticking.delete(draw);
    if (ticking.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}
