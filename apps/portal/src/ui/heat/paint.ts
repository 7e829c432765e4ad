/** Paints heat cells on a canvas. */
import { hatchBox } from '../chart/hatch.ts';
import type { Colours } from '../colours.ts';
import { type Box, type Cell, idleBelow } from './cells.ts';
import { heatLut, lutIndex } from './lut.ts';

const stops = ['--h0', '--h1', '--h2', '--h3', '--h4', '--h5', '--h6', '--h7', '--h8', '--h9', '--h10'] as const;
const luts = new WeakMap<Colours, string[]>();

/** The heat scale in the colours of a scheme; made once each. */
export function lutOf(colours: Colours): string[] {
  let lut = luts.get(colours);
  if (lut === undefined) {
    lut = heatLut(stops.map(colours));
    luts.set(colours, lut);
  }
  return lut;
}

function outline(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  colour: string,
  dash: number[],
): void {
  context.setLineDash(dash);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  context.setLineDash([]);
}

/** Paints one cell over whatever was there. */
export function paintCell(context: CanvasRenderingContext2D, box: Box, cell: Cell, colours: Colours): void {
  context.clearRect(box.x, box.y, box.width, box.height);
  if (cell.kind === 'free') outline(context, box, colours('--line-2'), []);
  else if (cell.kind === 'ghost') outline(context, box, colours('--line-2'), [2, 2]);
  else if (cell.kind === 'na') hatchBox(context, box, colours('--hatch'));
  else if (cell.old) paintOld(context, box, cell.percent, colours);
  else {
    context.fillStyle = lutOf(colours)[lutIndex(cell.percent)] as string;
    context.fillRect(box.x, box.y, box.width, box.height);
    if (cell.percent < idleBelow) outline(context, box, colours('--cell-edge'), []);
  }
}

/** What is no longer current loses its colour: grey, as strong as it was busy. */
function paintOld(context: CanvasRenderingContext2D, box: Box, percent: number, colours: Colours): void {
  context.globalAlpha = 0.15 + 0.45 * (percent / 100);
  context.fillStyle = colours('--text-3');
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
  outline(context, box, colours('--cell-edge'), [1, 2]);
}

/** A ring 2 px outside of a cell. */
export function paintRing(context: CanvasRenderingContext2D, { x, y, width, height }: Box, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.strokeRect(x - 1.25, y - 1.25, width + 2.5, height + 2.5);
}
