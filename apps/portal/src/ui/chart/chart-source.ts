/** What charts draw from: lines that are asked for their points when a frame is painted. */
import type { SeriesPoints } from '../../live/series-points.ts';
import type { ChartMark } from './marks.ts';

export interface ChartSource {
  /** Told at most once a painted frame, when there is something new. */
  onFrame(drawer: () => void): () => void;
  /** Where the right edge is: now (server's ms), or the end of what is over. */
  edge(): number;
  /** Where the left edge is when all is shown and nobody says from when. */
  start?(): number;
  /** Told what is looked at closely (server's ms), null: nothing; brings finer steps of it. */
  look?(range: readonly [number, number] | null): void;
  /** What happened meanwhile. */
  marks?(): readonly ChartMark[];
  /** How old the newest point may be before the chart says its age, ms; absent: it does not age. */
  budgetMs?(): number;
  /** True while more may come: the edge moves, and lines end in a dot. */
  live: boolean;
}

export interface ChartLine {
  /** Tells lines apart while the page lives, and with it their colour. */
  key: string;
  /** What the legend, the tip and the table call it. */
  label: string;
  colour: `--${string}`;
  /** From the fifth line on, so that colour does not tell alone. */
  dash?: number[];
  /** Points from `from` to `to` (ms, or steps). */
  points(from: number, to: number): SeriesPoints;
}

const palette = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'] as const;
const dashes = [
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [1, 3],
];

/** Colour and dash of the line at a place; beyond eight, small multiples are drawn instead. */
export function lookOfLine(at: number): Pick<ChartLine, 'colour' | 'dash'> {
  const colour = palette[at % palette.length] as ChartLine['colour'];
  const dash = at >= 4 ? dashes[(at - 4) % dashes.length] : undefined;
  return dash === undefined ? { colour } : { colour, dash };
}
