/** A canvas of heat cells that paints again only what looks another way. */
import type { Colours } from '../colours.ts';
import { type Box, type Cell, lookOf } from './cells.ts';
import { paintCell, paintRing } from './paint.ts';

/** Room around the cells for their rings, px. */
export const canvasPad = 4;

export interface CellScene {
  boxes: readonly Box[];
  width: number;
  height: number;
  colours: Colours;
  /** Colour of the ring around a cell, if it has one. */
  ringOf(at: number): string | undefined;
}

export class CellCanvas {
  readonly #canvas: HTMLCanvasElement;
  #scene: CellScene | undefined;
  #looks: number[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Another arrangement: everything is painted at the next {@link draw}. Sizes in CSS px. */
  arrange(scene: CellScene): void {
    this.#scene = scene;
    this.#looks = [];
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [scene.width + 2 * canvasPad, scene.height + 2 * canvasPad];
    this.#canvas.width = Math.ceil(width * ratio);
    this.#canvas.height = Math.ceil(height * ratio);
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    this.#canvas.style.margin = `-${canvasPad}px`;
    this.#canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, canvasPad * ratio, canvasPad * ratio);
  }

  /** Paints the cells whose look changed; `cells` in the order of the boxes. */
  draw(cells: readonly Cell[]): void {
    const context = this.#canvas.getContext('2d');
    const scene = this.#scene;
    if (context === null || scene === undefined) return;
    const first = this.#looks.length === 0;
    for (const [at, cell] of cells.entries()) {
      const look = lookOf(cell);
      const box = scene.boxes[at];
      if (box === undefined || look === this.#looks[at]) continue;
      this.#looks[at] = look;
      paintCell(context, box, cell, scene.colours);
    }
    if (!first) return;
    for (const [at, box] of scene.boxes.entries()) {
      const ring = scene.ringOf(at);
      if (ring !== undefined) paintRing(context, box, ring);
    }
  }
}
