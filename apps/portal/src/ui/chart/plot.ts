/** One uPlot under our language: its options, its gaps, its ends. Loaded when a chart is first shown. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { budgets } from '../../live/freshness.ts';
import type { Gap, SeriesPoints } from '../../live/series-points.ts';
import type { Colours } from '../colours.ts';
import { niceTicks, rangeOf, spread } from './chart-data.ts';
import type { ChartLine } from './chart-source.ts';
import { extremesOf, fillEnvelope } from './envelope.ts';
import { hatchBox } from './hatch.ts';
import { bandsIn, type ChartMark, markColours, marksIn } from './marks.ts';
import { timeView } from './time-view.ts';
import type { Unit } from './use-unit.ts';

export interface PlotOptions {
  lines: readonly ChartLine[];
  unit: Unit;
  /** Over time (server's ms) or over steps. */
  over: 'time' | 'step';
  live: boolean;
  colours: Colours;
  /** px. */
  width: number;
  height: number;
  sayValue(value: number): string;
  /** The label of a place on x; `apart`: distance of labels, ms or steps. */
  sayPlace(at: number, apart: number): string;
  /** What is shown now. */
  span(): [number, number];
  gaps(): readonly Gap[];
  /** Points of the lines as they are drawn now. */
  points(): readonly SeriesPoints[];
  /** What happened in the time that is shown. */
  marks(): readonly ChartMark[];
  /** How long a gap is, in words. */
  sayLength(ms: number): string;
  /** A stretch of steps was dragged over. */
  onZoom(from: number, to: number): void;
}

const font = (): string => `11px ${getComputedStyle(document.body).fontFamily}`;
/** Room at the right for the values at the lines' ends, px: ten characters of a rate, eight of all else. */
const endRoom = (unit: Unit): number => (unit === 'bytes/s' ? 68 : 54);
const [second, minute, hour] = [1_000, 60_000, 3_600_000];
/** Distances of labels on an axis of time, ms. */
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24, 48, 168, 672].map((count) => count * hour),
];

/** Distances of labels on an axis of steps: there is no half step. */
const wholeSteps = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((count) => count * 10 ** power)).flat();

/** Draws a chart into `host`; `setData` of the plot makes it current, `destroy` ends it. */
export function openPlot(host: HTMLElement, options: PlotOptions): uPlot {
  const { colours, unit, over, lines } = options;
  const bytes = unit === 'bytes' || unit === 'bytes/s';
  const axis = { stroke: () => colours('--text-3'), font: font(), ticks: { show: false } };
  const withEnds = lines.length <= 4;
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      ms: 1,
      legend: { show: false },
      padding: [8, withEnds ? endRoom(unit) : 12, 0, 0],
      cursor: {
        x: false,
        y: false,
        points: { show: false },
        drag: { x: over === 'step', y: false, dist: 6, setScale: false },
      },
      scales: {
        x: { time: over === 'time', range: () => options.span() },
        y: {
          range: (_, low, high) => {
            const ends = extremesOf(options.points());
            return rangeOf(ends?.[0] ?? low ?? 0, ends?.[1] ?? high ?? 0, unit);
          },
        },
      },
      axes: [
        {
          ...axis,
          size: 20,
          gap: 4,
          space: 56,
          incrs: over === 'time' ? timeSteps : wholeSteps,
          grid: { show: false },
          border: { show: true, stroke: () => colours('--axis'), width: 1 },
          values: (_, places, __, ___, apart) => places.map((at) => options.sayPlace(at, apart)),
        },
        {
          ...axis,
          gap: 6,
          size: (_, values) => 14 + 6.2 * Math.max(3, ...(values ?? []).map((text) => text.length)),
          splits: (_, __, low, high) => niceTicks(low, high, bytes ? 1_024 : 1_000),
          // Without a value there is no scale: what would stand here is the range that the library makes up.
          values: (plot, ticks) =>
            unit === 'percent' || plot.series.some(({ max }, at) => at > 0 && max != null)
              ? ticks.map((tick) => options.sayValue(tick))
              : ticks.map(() => ''),
          grid: { show: true, stroke: () => colours('--grid'), width: 1 },
        },
      ],
      series: [{}, ...lines.map((line) => seriesOf(line, lines.length === 1 && unit !== '', colours))],
      hooks: {
        drawAxes: [(plot) => drawGaps(plot, options), (plot) => drawBehind(plot, options)],
        draw: [(plot) => drawEnds(plot, options, withEnds)],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 6) return;
            options.onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    [[], ...lines.map(() => [])],
    host,
  );
}

function seriesOf({ colour, dash }: ChartLine, filled: boolean, colours: Colours): uPlot.Series {
  return {
    stroke: () => colours(colour),
    width: 1.25,
    // A sample between two gaps is a point, or it would not be seen at all.
    points: { show: (_, __, first, last) => last - first < 2, size: 3 },
    ...(dash ? { dash } : {}),
    // 1f: an opacity of 12 %.
    ...(filled ? { fill: () => `${colours(colour)}1f` } : {}),
  };
}

function drawGaps(plot: uPlot, { gaps, colours, over, sayLength }: PlotOptions): void {
  if (over === 'step') return;
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  for (const { from, to } of gaps()) {
    const x = Math.max(left, plot.valToPos(from, 'x', true));
    const end = Math.min(left + width, plot.valToPos(to, 'x', true));
    if (end - x < 2 * uPlot.pxRatio) continue;
    hatchBox(ctx, { x, y: top, width: end - x, height }, colours('--hatch'), uPlot.pxRatio);
    const text = sayLength(to - from);
    ctx.font = font().replace('11px', `${11 * uPlot.pxRatio}px`);
    const room = ctx.measureText(text).width + 8 * uPlot.pxRatio;
    if (room > end - x) continue;
    ctx.fillStyle = colours('--surface');
    ctx.fillRect((x + end - room) / 2, top + height / 2 - 8 * uPlot.pxRatio, room, 16 * uPlot.pxRatio);
    ctx.fillStyle = colours('--text-3');
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, (x + end) / 2, top + height / 2);
  }
}

/** Behind the lines: the stretch that was chosen, what happened, and how far the samples of a bucket lie apart. */
function drawBehind(plot: uPlot, { lines, points, marks, colours, over, span }: PlotOptions): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const [x, y] = [(at: number) => plot.valToPos(at, 'x', true), (value: number) => plot.valToPos(value, 'y', true)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  const range = over === 'time' ? timeView.snapshot().range : null;
  if (range !== null) {
    ctx.fillStyle = colours('--band');
    ctx.fillRect(x(range[0]), top, Math.max(1, x(range[1]) - x(range[0])), height);
  }
  ctx.globalAlpha = 0.12;
  for (const band of bandsIn(marks(), span())) {
    ctx.fillStyle = colours(markColours[band.tone]);
    ctx.fillRect(x(band.from), top, Math.max(uPlot.pxRatio, x(band.to) - x(band.from)), height);
  }
  ctx.globalAlpha = 0.2;
  for (const [at, line] of lines.entries()) {
    ctx.fillStyle = colours(line.colour);
    const shown = points()[at];
    if (shown) fillEnvelope(ctx, shown, x, y);
  }
  ctx.globalAlpha = 1;
  for (const mark of marksIn(marks(), span(), width)) {
    ctx.fillStyle = colours(markColours[mark.tone]);
    const place = Math.round(x(mark.at));
    // A line as thin as the grid, and a foot that is seen.
    ctx.globalAlpha = 0.4;
    ctx.fillRect(place, top, uPlot.pxRatio, height);
    ctx.globalAlpha = 1;
    ctx.fillRect(place - uPlot.pxRatio, top + height - 5 * uPlot.pxRatio, 3 * uPlot.pxRatio, 5 * uPlot.pxRatio);
  }
  ctx.restore();
}

/** A line over time that has nothing of the last seconds has ended, or its machine is silent: either way it does not go on. */
function goesOn(end: number, { live, over, span }: PlotOptions): boolean {
  return live && (over === 'step' || span()[1] - end <= budgets.node);
}

/** A dot where a line lives, a tick where it ended, and its last value beside it. */
function drawEnds(plot: uPlot, options: PlotOptions, withValues: boolean): void {
  const { lines, colours, sayValue } = options;
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const ends: { y: number; text: string; colour: string }[] = [];
  ctx.save();
  ctx.setLineDash([]);
  for (const [at, line] of lines.entries()) {
    const column = plot.data[at + 1] as (number | null | undefined)[];
    const place = column.findLastIndex((value) => value != null && Number.isFinite(value));
    if (place < 0) continue;
    const value = column[place] as number;
    const end = plot.data[0][place] as number;
    const [x, y] = [plot.valToPos(end, 'x', true), plot.valToPos(value, 'y', true)];
    const colour = colours(line.colour);
    ctx.fillStyle = colour;
    if (goesOn(end, options)) {
      ctx.beginPath();
      ctx.arc(x, y, 2.5 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    } else {
      ctx.fillRect(x, y - 4 * ratio, 1.25 * ratio, 8 * ratio);
    }
    ends.push({ y, text: sayValue(value), colour });
  }
  ctx.font = font().replace('11px', `${11 * ratio}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  const places = withValues
    ? spread(
        ends.map(({ y }) => y),
        12 * ratio,
        bbox.top + bbox.height - 4 * ratio,
      )
    : [];
  for (const [at, y] of places.entries()) {
    const { text, colour } = ends[at] as (typeof ends)[number];
    ctx.fillStyle = colour;
    ctx.fillText(text, bbox.left + bbox.width + 7 * ratio, y);
  }
  ctx.restore();
}
