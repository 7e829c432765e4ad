/** The whole log at a glance, beside its scroll bar: warnings, errors, hits, and what is in view. A click or a drag goes there. */
import type { LogOverview } from '@trainyard/contracts/api/logs';
import { type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useColours } from '../colours.ts';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogModel } from './log-model.ts';
import { binsOf, hitBins } from './minimap-bins.ts';
import type { Trouble } from './trouble.ts';

/** Width of the strip, px; a hit's mark takes the left third. */
const width = 14;
/** Trouble is laid out anew at most this often: lines come faster. */
const everyMs = 500;

interface MinimapProps {
  model: LogModel;
  overviews: readonly (LogOverview | undefined)[];
  hits: readonly number[];
  trouble: Trouble;
  /** The row at which the page's crosshair stands. */
  crossed: number | undefined;
  /** Rows in view: [from, to). */
  view: readonly [number, number];
  height: number;
  /** Puts a row in the middle of the view. */
  onGo(row: number): void;
}

export function Minimap({ model, overviews, hits, trouble, crossed, view, height, onGo }: MinimapProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const colours = useColours();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows } = model;
  const bins = useSeldom(
    () => binsOf(model.order, overviews, model.levels.streams, height),
    [model, overviews, height, model.order.timedFrom],
  );
  const found = useMemo(() => hitBins(hits, rows, height), [hits, rows, height]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || height <= 0) return;
    const scale = devicePixelRatio;
    canvas.current.width = width * scale;
    canvas.current.height = height * scale;
    context.scale(scale, scale);
    draw(context, { bins, found, height, colours });
    if (rows === 0) return;
    const top = (view[0] / rows) * height;
    const tall = Math.max(6, ((view[1] - view[0]) / rows) * height);
    context.strokeStyle = colours('--line-3');
    context.lineWidth = 1;
    context.strokeRect(0.5, Math.min(height - tall, top) + 0.5, width - 1, tall - 1);
    if (crossed === undefined) return;
    context.fillStyle = colours('--text');
    context.fillRect(0, Math.min(height - 1, Math.round((crossed / rows) * height)), width, 1);
  }, [bins, found, height, colours, rows, view[0], view[1], crossed]);
  const go = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    onGo(Math.max(0, Math.min(rows - 1, Math.floor(((event.clientY - box.top) / box.height) * rows))));
  };
  const { warnings, errors } = trouble;
  const words = t('log.strip', { warnings: format.count(warnings), errors: format.count(errors) });
  return (
    <div
      className={css.strip}
      role="img"
      aria-label={words}
      title={words}
      data-warnings={warnings}
      data-errors={errors}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    >
      <canvas ref={canvas} style={{ width, height }} />
    </div>
  );
}

interface Drawn {
  bins: Uint8Array;
  found: Uint8Array;
  height: number;
  colours: ReturnType<typeof useColours>;
}

function draw(context: CanvasRenderingContext2D, { bins, found, height, colours }: Drawn): void {
  context.clearRect(0, 0, width, height);
  const marks = [undefined, colours('--terminating'), colours('--failed')];
  for (let y = 0; y < bins.length; y++) {
    const colour = marks[bins[y] as number];
    if (colour !== undefined) {
      context.fillStyle = colour;
      // A single line of a long log is still seen.
      context.fillRect(5, y, width - 6, 2);
    }
    if (found[y] === 1) {
      context.fillStyle = colours('--accent');
      context.fillRect(1, y, 4, 2);
    }
  }
}

/** Computes at once when what it depends on changes, else now and then: what the log adds is seen within half a second. */
function useSeldom<T>(compute: () => T, on: readonly unknown[]): T {
  const held = useRef<{ at: number; on: readonly unknown[]; value: T } | undefined>(undefined);
  const now = performance.now();
  const same = held.current?.on.every((one, at) => one === on[at]) === true;
  if (held.current === undefined || !same || now - held.current.at > everyMs) {
    held.current = { at: now, on, value: compute() };
  }
  return held.current.value;
}
