/** The rings of a map, on a canvas above its cells: drawn when one changes, never with the values. */
import type { Layout } from './layout.ts';
import { mapContext } from './map-context.ts';

export interface Ring {
  at: number;
  colour: string;
}

/** Draws rings 2 px outside of cells; around tiny cells they stand closer. Sizes in px of the page. */
export function drawRings(canvas: HTMLCanvasElement, layout: Layout, ratio: number, rings: readonly Ring[]): void {
  const context = mapContext(canvas, layout, ratio);
  if (context === null) return;
  const small = layout.measure.cell < 8;
  context.lineWidth = small ? 1 : 1.5;
  const out = small ? 0.5 : 1.25;
  for (const { at, colour } of rings) {
    context.strokeStyle = colour;
    const [x, y] = [layout.xs[at] as number, layout.ys[at] as number];
    context.strokeRect(
      x - out,
      y - out,
      (layout.widths[at] as number) + 2 * out,
      (layout.heights[at] as number) + 2 * out,
    );
  }
}
