/** Paints a small chart: gaps, chosen stretch, what lasted, area and line, ends, marks, crosshair. */
import { budgets } from '../../live/freshness.ts';
import type { SeriesPoints } from '../../live/series-points.ts';
import type { Colours } from '../colours.ts';
import { timeCrosshair } from './crosshair.ts';
import { fillEnvelope } from './envelope.ts';
import { hatchBox } from './hatch.ts';
import { bandsIn, type ChartMark, markColours, marksIn } from './marks.ts';
import { toPixels } from './pixels.ts';
import { timeView } from './time-view.ts';

export interface MiniScene {
  context: CanvasRenderingContext2D;
  /** px. */
  width: number;
  height: number;
  colours: Colours;
  colour: `--${string}`;
  points: SeriesPoints;
  span: readonly [number, number];
  /** Largest value of the scale. */
  top: number;
  /** True while more may come. */
  live: boolean;
  marks: readonly ChartMark[];
}

export function paintMini(scene: MiniScene): void {
  const { context, width, height, colours, points, span } = scene;
  const [from, to] = span;
  const [head, foot] = [2, height - 1];
  const x = (time: number) => ((time - from) / (to - from)) * width;
  context.clearRect(0, 0, width, height);
  for (const gap of points.gaps) {
    const [start, end] = [x(gap.from), x(gap.to)];
    if (end - start < 2) continue;
    hatchBox(context, { x: start, y: head, width: end - start, height: foot - head }, colours('--hatch'));
  }
  const { range } = timeView.snapshot();
  if (range !== null && range[1] > from && range[0] < to) {
    context.fillStyle = colours('--band');
    context.fillRect(x(range[0]), 0, Math.max(1, x(range[1]) - x(range[0])), height);
  }
  context.globalAlpha = 0.2;
  for (const band of bandsIn(scene.marks, span)) {
    context.fillStyle = colours(markColours[band.tone]);
    context.fillRect(x(band.from), head, Math.max(1.5, x(band.to) - x(band.from)), foot - head);
  }
  context.globalAlpha = 1;
  paintLine(scene, head, foot);
  context.fillStyle = colours('--axis');
  context.fillRect(0, height - 1, width, 1);
  for (const { at, tone } of marksIn(scene.marks, span, width)) {
    context.fillStyle = colours(markColours[tone]);
    context.fillRect(Math.round(x(at)), height - 4, 1.5, 4);
  }
  paintCrosshair(scene, x);
}

function paintLine(
  { context, width, colours, colour, points, span, top, live }: MiniScene,
  head: number,
  foot: number,
) {
  const y = (value: number) => foot - (Math.min(Math.max(0, value), top) / (top > 0 ? top : 1)) * (foot - head);
  const stroke = colours(colour);
  const [from, to] = span;
  context.globalAlpha = 0.3;
  context.fillStyle = stroke;
  fillEnvelope(context, points, (time) => ((time - from) / (to - from)) * width, y);
  context.globalAlpha = 1;
  const stretches = toPixels(points, ...span, width);
  for (const stretch of stretches) {
    const path = new Path2D();
    for (const [place, value] of stretch) path.lineTo(place, y(value));
    const area = new Path2D(path);
    area.lineTo(stretch.at(-1)?.[0] ?? 0, foot);
    area.lineTo(stretch[0]?.[0] ?? 0, foot);
    context.globalAlpha = 0.12;
    context.fillStyle = stroke;
    context.fill(area);
    context.globalAlpha = 1;
    context.strokeStyle = stroke;
    context.lineWidth = 1.25;
    context.stroke(path);
  }
  const end = stretches.at(-1)?.at(-1);
  const last = points.time.findLastIndex((_, at) => points.value[at] !== null);
  if (end === undefined || last < 0) return;
  // What ended stops with a tick, it does not fall to 0; what lives runs into the edge.
  if (live && span[1] - (points.time[last] as number) <= budgets.node) return;
  context.fillStyle = stroke;
  context.fillRect(Math.min(end[0], width - 1.25), y(end[1]) - 3, 1.25, 6);
}

function paintCrosshair({ context, width, height, colours, span: [from, to] }: MiniScene, x: (time: number) => number) {
  const { at, pinned } = timeCrosshair.snapshot();
  if (at === null || at < from || at > to) return;
  const place = Math.min(width - 0.5, Math.round(x(at)) + 0.5);
  context.save();
  context.strokeStyle = colours(pinned ? '--accent' : '--text-2');
  context.lineWidth = 1;
  if (!pinned) context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(place, 0);
  context.lineTo(place, height);
  context.stroke();
  context.restore();
}
