/** A small chart without axes, one of many multiples. Painted on a canvas as samples come, never by a render. */
import { type RefObject, useId, useLayoutEffect, useMemo, useRef } from 'react';
import type { SeriesPoints } from '../../live/series-points.ts';
import { useColours } from '../colours.ts';
import { useWidth } from '../use-width.ts';
import { summarise } from './chart-data.ts';
import type { ChartLine, ChartSource } from './chart-source.ts';
import { extremesOf } from './envelope.ts';
import css from './mini-chart.module.css';
import { paintMini } from './paint-mini.ts';
import { paintOn } from './painter.ts';
import { type Pointed, usePointing, useWheel } from './pointing.ts';
import { boundsOf, shownSpan } from './shown-span.ts';
import { type Unit, useUnit } from './use-unit.ts';

/** What was painted last: whoever writes numbers beside the chart writes them from the same points. */
export interface Painted {
  span: [number, number];
  points: SeriesPoints;
}

export interface MiniChartProps {
  line: ChartLine;
  source: ChartSource;
  /** ms that are shown; null: from `since` on. */
  windowMs: number | null;
  /** Server's ms of the left edge, with `windowMs` null. */
  since?: number | undefined;
  unit: Unit;
  /** Largest value of the scale, asked for at each painting; undefined: the largest shown. */
  top?: (() => number | undefined) | undefined;
  /** True while it stands out among its neighbours. */
  deviates?: (() => boolean) | undefined;
  /** Told after each painting. */
  onPaint?: ((painted: Painted) => void) | undefined;
  /** px. */
  height?: number;
  className?: string | undefined;
}

/** One line on a scale that begins at 0. */
export function MiniChart(props: MiniChartProps) {
  const { height = 38, line, source, windowMs, since } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const id = useId();
  usePainting(props, canvas, width, height);
  const pointed = useMemo(
    (): Pointed => ({
      id,
      span: () => shownSpan(source, windowMs, since),
      bounds: () => boundsOf(source, windowMs, since),
      timeAt(clientX) {
        const box = frame.current?.getBoundingClientRect();
        if (!box || box.width === 0) return undefined;
        const [from, to] = shownSpan(source, windowMs, since);
        return from + Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * (to - from);
      },
    }),
    [id, source, windowMs, since],
  );
  useWheel(frame, pointed);
  return (
    <div ref={frame} className={`${css.frame} ${props.className ?? ''}`} style={{ height }} {...usePointing(pointed)}>
      <canvas ref={canvas} role="img" aria-label={line.label} />
    </div>
  );
}

function usePainting(props: MiniChartProps, of: RefObject<HTMLCanvasElement | null>, width: number, height: number) {
  const { line, source, windowMs, since, unit } = props;
  const colours = useColours();
  const say = useUnit();
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    const canvas = of.current;
    if (canvas === null || width === 0) return undefined;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d');
    if (context === null) return undefined;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    let said = '';
    return paintOn(source, () => {
      const span = shownSpan(source, windowMs, since);
      const points = line.points(...span);
      const sum = summarise(points.value);
      const { top, deviates, onPaint } = latest.current;
      const text = `${line.label}: ${sum === undefined ? '' : say(sum.last, unit)}`;
      if (text !== said) canvas.setAttribute('aria-label', text);
      said = text;
      const scene = { context, width, height, colours, points, span, top: top?.() ?? extremesOf([points])?.[1] ?? 1 };
      paintMini({
        ...scene,
        colour: deviates?.() ? '--terminating' : line.colour,
        live: source.live,
        marks: source.marks?.() ?? [],
      });
      onPaint?.({ span, points });
    });
  }, [of, width, height, line, source, windowMs, since, unit, colours, say]);
}
