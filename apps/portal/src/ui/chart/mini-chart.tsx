/** A small chart without axes, one of many multiples. Painted on a canvas as samples come. */
import { type PointerEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { type Colours, useColours } from '../colours.ts';
import { useWidth } from '../use-width.ts';
import { summarise } from './chart-data.ts';
import type { ChartLine, ChartSource } from './chart-source.ts';
import { timeCrosshair } from './crosshair.ts';
import { hatchBox } from './hatch.ts';
import css from './mini-chart.module.css';
import { toPixels } from './pixels.ts';
import { type Unit, useUnit } from './use-unit.ts';

export interface MiniChartProps {
  line: ChartLine;
  source: ChartSource;
  /** ms that are shown; null: from `since` on. */
  windowMs: number | null;
  /** Server's ms of the left edge, with `windowMs` null. */
  since?: number | undefined;
  unit: Unit;
  /** Largest value of the scale; absent: the largest shown. */
  top?: number | undefined;
  /** px. */
  height?: number;
  className?: string | undefined;
}

/** One line on its own little scale, which begins at 0. */
export function MiniChart(props: MiniChartProps) {
  const { height = 38, line, source, windowMs, since } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const id = useId();
  usePainting(props, canvas, width, height);
  const span = (): [number, number] => spanOf(source, windowMs, since);
  const onMove = ({ nativeEvent }: PointerEvent) => {
    const [from, to] = span();
    timeCrosshair.move(from + (nativeEvent.offsetX / Math.max(1, width)) * (to - from), id);
  };
  return (
    <div
      ref={frame}
      className={`${css.frame} ${props.className ?? ''}`}
      style={{ height }}
      onPointerMove={onMove}
      onPointerLeave={() => timeCrosshair.leave()}
    >
      <canvas ref={canvas} role="img" aria-label={line.label} />
      <CrossLine span={span} width={width} />
    </div>
  );
}

/** From where to where a chart shows: server's ms, or steps. */
export function spanOf(source: ChartSource, windowMs: number | null, since: number | undefined): [number, number] {
  const to = source.edge();
  const from = windowMs === null ? (since ?? source.start?.() ?? to - 60_000) : to - windowMs;
  return [from < to ? from : to - 1, to];
}

function usePainting(props: MiniChartProps, of: RefObject<HTMLCanvasElement | null>, width: number, height: number) {
  const { line, source, windowMs, since, unit, top } = props;
  const colours = useColours();
  const say = useUnit();
  useLayoutEffect(() => {
    const canvas = of.current;
    if (canvas === null || width === 0) return undefined;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d');
    if (context === null) return undefined;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const draw = () => {
      const [from, to] = spanOf(source, windowMs, since);
      const points = line.points(from, to);
      const sum = summarise(points.value);
      canvas.setAttribute('aria-label', `${line.label}: ${sum === undefined ? '' : say(sum.last, unit)}`);
      paint({
        context,
        width,
        height,
        colours,
        line,
        points,
        from,
        to,
        top: top ?? sum?.max ?? 1,
      });
    };
    draw();
    const stop = source.onFrame(draw);
    // What no longer comes leaves a growing gap: that is drawn too, once a second.
    const timer = source.live ? setInterval(() => !document.hidden && draw(), 1_000) : undefined;
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [of, width, height, line, source, windowMs, since, unit, top, colours, say]);
}

interface Scene {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  colours: Colours;
  line: ChartLine;
  points: ReturnType<ChartLine['points']>;
  from: number;
  to: number;
  top: number;
}

function paint({ context, width, height, colours, line, points, from, to, top }: Scene): void {
  const colour = colours(line.colour);
  const [head, foot] = [2, height - 1];
  const y = (value: number) => foot - (Math.max(0, value) / (top > 0 ? top : 1)) * (foot - head);
  context.clearRect(0, 0, width, height);
  for (const gap of points.gaps) {
    const x = ((gap.from - from) / (to - from)) * width;
    const end = ((gap.to - from) / (to - from)) * width;
    if (end - x >= 2) hatchBox(context, { x, y: head, width: end - x, height: foot - head }, colours('--hatch'));
  }
  for (const stretch of toPixels(points, from, to, width)) {
    const path = new Path2D();
    for (const [x, value] of stretch) path.lineTo(x, y(value));
    const area = new Path2D(path);
    area.lineTo(stretch.at(-1)?.[0] ?? 0, foot);
    area.lineTo(stretch[0]?.[0] ?? 0, foot);
    context.globalAlpha = 0.12;
    context.fillStyle = colour;
    context.fill(area);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    context.stroke(path);
  }
  context.fillStyle = colours('--axis');
  context.fillRect(0, height - 1, width, 1);
}

/** The page's crosshair over a small chart: moved without a render. */
function CrossLine({ span, width }: { span: () => [number, number]; width: number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      const { at } = timeCrosshair.snapshot();
      const [from, to] = span();
      const inside = at !== null && at >= from && at <= to;
      const element = line.current;
      if (element === null) return;
      element.hidden = !inside;
      if (inside) element.style.transform = `translateX(${Math.round(((at - from) / (to - from)) * width)}px)`;
    };
    place();
    return timeCrosshair.subscribe(place);
  });
  return <div ref={line} className={css.cross} hidden />;
}
